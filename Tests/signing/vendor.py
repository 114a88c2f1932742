"""The vendor's own signer: that of huaweicloudsdkcore, which its SDK for Python signs with."""

from types import SimpleNamespace

from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

import independent
from cases import Case


class ObservedSigner(Signer):
    """Keeps the canonical request, and signs the host only if the case asks for it."""

    canonical = ""

    @classmethod
    def _process_header_host(cls, request: SdkRequest) -> None:
        """Host is among the headers already, if anywhere."""

    def _process_canonical_request(self, request: SdkRequest, signed_headers: list[str]) -> str:
        self.canonical = super()._process_canonical_request(request, signed_headers)
        return self.canonical


def sign(case: Case) -> tuple[str, bytes]:
    """The value of Authorization, and the canonical request.

    This signer takes the query before its encoding, and signs every header that it is given.
    """
    wanted = {name.lower() for name in case.signed}
    headers = {name: value for name, value in case.headers if name.lower() in wanted}
    if "host" in wanted:
        headers["Host"] = case.sent_host
    headers["X-Sdk-Date"] = independent.date(case)
    request = SdkRequest(
        method=case.method, schema=case.scheme, host=case.sent_host, resource_path=case.path, query_params=list(case.query),
        header_params=headers, body=case.body)
    signer = ObservedSigner(SimpleNamespace(ak=case.access_key, sk=case.secret_key))
    return signer.sign(request).header_params["Authorization"], signer.canonical.encode()
