package codelab_test

import "strings"

// capitals are the parts of names that Go writes in capitals, or in its own way.
var capitals = map[string]string{
	"ai": "AI", "ca": "CA", "cidrs": "CIDRs", "cpu": "CPU", "dew": "DEW", "eip": "EIP", "evs": "EVS", "fd": "FD",
	"gid": "GID", "gpu": "GPU", "http": "HTTP", "iam": "IAM", "id": "ID", "ids": "IDs", "ip": "IP", "ips": "IPs",
	"json": "JSON", "kib": "KiB", "nat": "NAT", "npu": "NPU", "sku": "SKU", "swr": "SWR", "uid": "UID",
	"uri": "URI", "url": "URL", "vcpus": "VCPUs", "vpc": "VPC",
}

// goName is what a field of the header is called here: "create_at_ms" is CreateAt, since a Time or a Duration has its
// unit in itself.
func goName(cName string) string {
	cName = strings.TrimSuffix(cName, "_ms")
	var name strings.Builder
	for _, part := range strings.Split(strings.Trim(cName, "_"), "_") {
		if inCapitals, isSpecial := capitals[part]; isSpecial {
			name.WriteString(inCapitals)
		} else {
			name.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return name.String()
}
