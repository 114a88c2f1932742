import CCodelab
import Platform
import Testing

@testable import Service

private let germany = [
    "region": "eu-de", "project_name": "eu-de", "endpoint": "https://modelarts.eu-de.otc.t-systems.com",
    "iam_endpoint": "https://iam.eu-de.otc.t-systems.com",
]
private let address = "https://modelarts.example.com"
private let iamAddress = "https://iam.example.com"

private func unknown(_ field: String, _ region: String, _ remedy: String) -> String {
    "\(field): unknown region '\(region)'; known regions: eu-de, eu-nl, eu-ch2, eu-west-101, cn-north-1, cn-north-2, "
        + "cn-north-4, cn-north-9, cn-north-11, cn-north-12, cn-south-1, cn-east-3, cn-east-4, cn-southwest-2, "
        + "cn-southwest-3, ap-southeast-1, ap-southeast-2, ap-southeast-3, ap-southeast-4, la-south-2, la-north-2, "
        + "af-south-1, af-north-1, tr-west-1, me-east-1, sa-brazil-1, or set \(remedy)"
}

@Suite("An account comes from the options, else from the environment, and a region names the rest")
struct AccountTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var options: [String: String] = [:]
        var environment: [String: String] = [:]
        let found: [String: String]

        init(
            _ name: String, options: [String: String] = [:], environment: [String: String] = [:],
            found: [String: String]
        ) {
            testDescription = name
            self.options = options
            self.environment = environment
            self.found = found
        }
    }

    @Test(
        "Options",
        arguments: [
            Case(
                "a token with project and endpoint needs no IAM",
                options: ["token": "t", "project_id": "p", "endpoint": address],
                found: ["kind": "token", "token": "t", "project_id": "p", "endpoint": address]),
            Case(
                "a region names everything but the credential", options: ["token": "t", "region": "eu-de"],
                found: germany.merging(["kind": "token", "token": "t"]) { $1 }),
            Case(
                "temporary keys",
                options: ["access_key": "a", "secret_key": "s", "security_token": "st", "region": "eu-de"],
                found: germany.merging(
                    ["kind": "keys", "access_key": "a", "secret_key": "s", "security_token": "st"]) { $1 }),
            Case(
                "what is given counts before the region's",
                options: [
                    "access_key": "a", "secret_key": "s", "region": "eu-de", "project_id": "p",
                    "project_name": "eu-de_x", "endpoint": address, "iam_endpoint": iamAddress,
                ],
                found: [
                    "kind": "keys", "access_key": "a", "secret_key": "s", "region": "eu-de", "project_id": "p",
                    "project_name": "eu-de_x", "endpoint": address, "iam_endpoint": iamAddress,
                ]),
            Case(
                "with a password the catalog may know the endpoint, and the token the project",
                options: ["user_name": "ü", "password": "p w", "domain_name": "d", "iam_endpoint": iamAddress + "/"],
                found: [
                    "kind": "password", "user_name": "ü", "password": "p w", "domain_name": "d",
                    "iam_endpoint": iamAddress,
                ]),
            Case(
                "with a password also in a region without a ModelArts",
                options: ["user_name": "u", "password": "p", "domain_name": "d", "region": "eu-nl"],
                found: [
                    "kind": "password", "user_name": "u", "password": "p", "domain_name": "d", "region": "eu-nl",
                    "project_name": "eu-nl", "iam_endpoint": "https://iam.eu-nl.otc.t-systems.com",
                ]),
            Case(
                "a region that is not known, with all addresses",
                options: ["token": "t", "region": "xx-1", "endpoint": address, "iam_endpoint": iamAddress],
                found: [
                    "kind": "token", "token": "t", "region": "xx-1", "project_name": "xx-1", "endpoint": address,
                    "iam_endpoint": iamAddress,
                ]),
            Case(
                "an endpoint with its version and a project",
                options: ["token": "t", "region": "eu-de", "endpoint": address + "/v1/p1/notebooks/open"],
                found: germany.merging(["kind": "token", "token": "t", "endpoint": address, "project_id": "p1"]) { $1 }
            ),
            Case(
                "an endpoint with the project that is given",
                options: ["token": "t", "project_id": "p1", "endpoint": address + "/prefix/v1/p1/"],
                found: ["kind": "token", "token": "t", "endpoint": address + "/prefix", "project_id": "p1"]),
            Case(
                "an IAM endpoint with its version",
                options: [
                    "token": "t", "region": "eu-de", "iam_endpoint": iamAddress + "/v3/auth/tokens",
                    "endpoint": address + "/v1",
                ],
                found: germany.merging(
                    ["kind": "token", "token": "t", "endpoint": address, "iam_endpoint": iamAddress]) { $1 }),
            Case(
                "the environment is ignored if the options have a credential",
                options: ["token": "t", "project_id": "p", "endpoint": address],
                environment: [
                    "CODELAB_TOKEN": "other", "CODELAB_PROJECT_ID": "other", "CODELAB_ENDPOINT": "http://other",
                    "CODELAB_IAM_ENDPOINT": iamAddress, "OS_REGION_NAME": "eu-de",
                ], found: ["kind": "token", "token": "t", "project_id": "p", "endpoint": address]),
        ])
    func options(_ each: Case) { check(each) }

    @Test(
        "Environment",
        arguments: [
            Case(
                "the library's own variables",
                environment: [
                    "CODELAB_USER_NAME": "u", "CODELAB_PASSWORD": "p", "CODELAB_DOMAIN_NAME": "d",
                    "CODELAB_PROJECT_ID": "i", "CODELAB_PROJECT_NAME": "n", "CODELAB_REGION": "eu-de",
                    "CODELAB_ENDPOINT": address, "CODELAB_IAM_ENDPOINT": iamAddress, "OS_USERNAME": "other",
                ],
                found: [
                    "kind": "password", "user_name": "u", "password": "p", "domain_name": "d", "project_id": "i",
                    "project_name": "n", "region": "eu-de", "endpoint": address, "iam_endpoint": iamAddress,
                ]),
            Case(
                "OpenStack's variables",
                environment: [
                    "OS_USERNAME": "u", "OS_PASSWORD": "p", "OS_USER_DOMAIN_NAME": "d", "OS_DOMAIN_NAME": "other",
                    "OS_PROJECT_NAME": "eu-de_x", "OS_TENANT_NAME": "other", "OS_REGION_NAME": "eu-de",
                    "OS_AUTH_URL": iamAddress + "/v3",
                ],
                found: [
                    "kind": "password", "user_name": "u", "password": "p", "domain_name": "d",
                    "project_name": "eu-de_x", "region": "eu-de", "iam_endpoint": iamAddress,
                    "endpoint": "https://modelarts.eu-de.otc.t-systems.com",
                ]),
            Case(
                "OpenStack's older variables",
                environment: [
                    "OS_TOKEN": "t", "OS_TENANT_ID": "i", "OS_TENANT_NAME": "n", "OS_REGION_NAME": "eu-de",
                    "OS_AUTH_URL": iamAddress + "/identity/v3/",
                ],
                found: [
                    "kind": "token", "token": "t", "project_id": "i", "project_name": "n", "region": "eu-de",
                    "iam_endpoint": iamAddress + "/identity", "endpoint": "https://modelarts.eu-de.otc.t-systems.com",
                ]),
            Case(
                "OpenStack's variables with ids and a passcode",
                environment: [
                    "OS_USER_ID": "ui", "OS_PASSWORD": "p", "OS_PASSCODE": "123456", "OS_USER_DOMAIN_ID": "di",
                    "OS_DOMAIN_ID": "other", "OS_REGION_NAME": "eu-de",
                ],
                found: germany.merging([
                    "kind": "password", "user_id": "ui", "password": "p", "passcode": "123456", "domain_id": "di",
                ]) { $1 }),
            Case(
                "OpenStack's variables of keys, by their other names",
                environment: ["OS_ACCESS_KEY_ID": "a", "OS_SECRET_ACCESS_KEY": "s", "OS_REGION_NAME": "eu-de"],
                found: germany.merging(["kind": "keys", "access_key": "a", "secret_key": "s"]) { $1 }),
            Case(
                "the variables of the Terraform provider: a user",
                environment: [
                    "HW_USER_NAME": "u", "HW_USER_PASSWORD": "p", "HW_DOMAIN_NAME": "d", "HW_PROJECT_NAME": "n",
                    "HW_PROJECT_ID": "i", "HW_REGION_NAME": "eu-de", "HW_AUTH_URL": iamAddress,
                ],
                found: [
                    "kind": "password", "user_name": "u", "password": "p", "domain_name": "d", "project_id": "i",
                    "project_name": "n", "region": "eu-de", "iam_endpoint": iamAddress,
                    "endpoint": "https://modelarts.eu-de.otc.t-systems.com",
                ]),
            Case(
                "the variables of the Terraform provider: a user by id",
                environment: [
                    "HW_USER_ID": "ui", "HW_USER_PASSWORD": "p", "HW_DOMAIN_ID": "di", "HW_REGION_NAME": "eu-de",
                ],
                found: germany.merging([
                    "kind": "password", "user_id": "ui", "password": "p", "domain_id": "di",
                ]) { $1 }),
            Case(
                "the variables of the Terraform provider: keys",
                environment: [
                    "HW_ACCESS_KEY": "a", "HW_SECRET_KEY": "s", "HW_SECURITY_TOKEN": "st", "HW_REGION_NAME": "eu-de",
                ],
                found: germany.merging([
                    "kind": "keys", "access_key": "a", "secret_key": "s", "security_token": "st",
                ]) { $1 }),
            Case(
                "the variables of the Terraform provider come last",
                environment: [
                    "HW_AUTH_TOKEN": "other", "HUAWEICLOUD_SDK_AK": "a", "HUAWEICLOUD_SDK_SK": "s",
                    "CODELAB_REGION": "eu-de",
                ],
                found: germany.merging(["kind": "keys", "access_key": "a", "secret_key": "s"]) { $1 }),
            Case(
                "the variables of Huawei Cloud's SDKs",
                environment: [
                    "HUAWEICLOUD_SDK_AK": "a", "HUAWEICLOUD_SDK_SK": "s", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "st",
                    "HUAWEICLOUD_SDK_PROJECT_ID": "i", "HUAWEICLOUD_SDK_IAM_ENDPOINT": iamAddress,
                    "CODELAB_ENDPOINT": address,
                ],
                found: [
                    "kind": "keys", "access_key": "a", "secret_key": "s", "security_token": "st", "project_id": "i",
                    "iam_endpoint": iamAddress, "endpoint": address,
                ]),
            Case(
                "the first family with a credential counts, and only it, but the library's own names say where",
                environment: [
                    "OS_ACCESS_KEY": "a", "OS_SECRET_KEY": "s", "OS_REGION_NAME": "eu-nl", "CODELAB_REGION": "eu-de",
                    "HUAWEICLOUD_SDK_AK": "other", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "other",
                    "HUAWEICLOUD_SDK_PROJECT_ID": "other",
                ],
                found: germany.merging(["kind": "keys", "access_key": "a", "secret_key": "s"]) { $1 }),
            Case(
                "of several kinds in one family the first line counts",
                environment: [
                    "OS_USERNAME": "u", "OS_PASSWORD": "p", "OS_AUTH_TOKEN": "t", "OS_TOKEN": "other",
                    "OS_REGION_NAME": "eu-de",
                ], found: germany.merging(["kind": "token", "token": "t"]) { $1 }),
            Case(
                "an empty variable is ignored",
                environment: [
                    "CODELAB_TOKEN": "", "OS_AUTH_TOKEN": "", "OS_TOKEN": "t", "OS_REGION_NAME": "eu-de",
                    "CODELAB_REGION": "",
                ], found: germany.merging(["kind": "token", "token": "t"]) { $1 }),
            Case(
                "options say where for a credential of the environment", options: ["region": "eu-de"],
                environment: ["OS_TOKEN": "t", "OS_REGION_NAME": "eu-nl", "CODELAB_REGION": "eu-nl"],
                found: germany.merging(["kind": "token", "token": "t"]) { $1 }),
            Case(
                "a project that is named counts before the id of a place that comes later",
                options: ["project_name": "eu-de_x"],
                environment: [
                    "OS_TOKEN": "t", "OS_PROJECT_ID": "other", "CODELAB_PROJECT_ID": "other", "OS_REGION_NAME": "eu-de",
                ], found: germany.merging(["kind": "token", "token": "t", "project_name": "eu-de_x"]) { $1 }),
        ])
    func environment(_ each: Case) { check(each) }

    private func check(_ each: Case) {
        let (found, failure) = account(each.options, MadeUpEnvironment(each.environment))
        #expect(failure == nil)
        #expect(found == each.found)
    }

    @Test("The flag keeps the environment from being read at all")
    func noEnvironment() {
        let environment = MadeUpEnvironment(["CODELAB_TOKEN": "t", "CODELAB_REGION": "eu-de"])
        let failure = account([:], environment, flags: CODELAB_CLIENT_NO_ENVIRONMENT).failure
        #expect(
            failure
                == Told(
                    status: "CODELAB_E_ARGUMENT",
                    message: "token: is required, or access_key and secret_key, or user_name, password and domain_name")
        )
        #expect(environment.asked.isEmpty)
    }

    @Test("With a credential among the options the environment is not read")
    func credentialInOptions() {
        let environment = MadeUpEnvironment(["CODELAB_REGION": "eu-de"])
        #expect(account(["token": "t"], environment).failure?.message == "endpoint: is required, or region")
        #expect(environment.asked.isEmpty)
    }

    @Test("The environment of the process can be read")
    func process() {
        #expect(ProcessEnvironment().value("PATH")?.isEmpty == false)
        #expect(ProcessEnvironment().value("CODELAB_SUCH_A_VARIABLE_IS_NOWHERE") == nil)
    }
}

@Suite("An invalid account is refused, and the message has the name that the caller used")
struct AccountRefusalTests {
    private static let user = ["user_name": "u", "password": "p", "domain_name": "d", "region": "eu-de"]

    @Test(
        "Options",
        arguments: [
            (["secret_key": "s"], "access_key: is required with secret_key"),
            (["access_key": "a", "region": "eu-de"], "secret_key: is required with access_key"),
            (["security_token": "a"], "access_key, secret_key: are required with security_token"),
            (["user_name": "u"], "password, domain_name: are required with user_name"),
            (["domain_name": "d", "password": "p"], "user_name: is required with password"),
            (
                ["token": "t", "secret_key": "s"],
                "secret_key: is given together with token; a client has one kind of credential"
            ),
            (
                ["access_key": "a", "secret_key": "s", "domain_name": "d"],
                "domain_name: is given together with access_key; a client has one kind of credential"
            ),
            (["token": ""], "token: is empty"), (["token": "t", "security_token": ""], "security_token: is empty"),
            (["token": "t", "project_id": ""], "project_id: is empty"),
            (["token": "t", "region": "eu-de", "project_name": ""], "project_name: is empty"),
            (["token": "t"], "endpoint: is required, or region"),
            (["token": "t", "endpoint": address], "project_id: is required, or project_name, or region"),
            (
                ["token": "t", "endpoint": address, "project_name": "n"],
                "iam_endpoint: is required, or region, or project_id"
            ),
            (["token": "t", "region": "eu-nl"], "region: is listed without ModelArts; set endpoint"),
            (["token": "t", "region": "eu"], unknown("region", "eu", "endpoint")),
            (["token": "t", "region": "eu-de "], "region: may contain only letters, digits, '-' and '_'"),
            (
                ["token": "t", "region": "eu", "endpoint": address],
                unknown("region", "eu", "iam_endpoint")
            ),
            (["user_name": "u", "password": "p", "domain_name": "d"], "iam_endpoint: is required, or region"),
            (
                ["user_name": "u", "password": "p", "domain_name": "d", "region": "eu", "project_id": "p"],
                unknown("region", "eu", "iam_endpoint")
            ),
            (
                ["token": "t", "region": "eu-de", "iam_endpoint": "http://iam.example.com"],
                "iam_endpoint: http:// sends the credential unencrypted; use https://, or set the flag that allows http"
            ),
            (
                ["token": "t", "project_id": "p1", "endpoint": address + "/v1/p2"],
                "endpoint: names another project than project_id; remove one of them"
            ),
            (
                ["token": "t", "endpoint": address + "/v1/p~2"],
                "endpoint: may contain only letters, digits, '-' and '_'"
            ),
            (
                ["token": "t", "region": "eu-de", "iam_endpoint": "https://iam.example.com/v3?x"],
                "iam_endpoint: must be https://host[:port][/prefix] and nothing else"
            ),
        ] as [([String: String], String)])
    func options(_ options: [String: String], message: String) {
        #expect(
            account(options, MadeUpEnvironment([:])).failure == Told(status: "CODELAB_E_ARGUMENT", message: message))
    }

    @Test(
        "Environment",
        arguments: [
            (
                ["OS_ACCESS_KEY": "a", "CODELAB_SECRET_KEY": "s"],
                "CODELAB_ACCESS_KEY: is required with CODELAB_SECRET_KEY"
            ),
            (["OS_ACCESS_KEY": "a", "HUAWEICLOUD_SDK_SK": "s"], "OS_SECRET_KEY: is required with OS_ACCESS_KEY"),
            (
                ["HUAWEICLOUD_SDK_SECURITY_TOKEN": "a"],
                "HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK: are required with HUAWEICLOUD_SDK_SECURITY_TOKEN"
            ),
            (["OS_DOMAIN_NAME": "d", "OS_USERNAME": "u"], "OS_PASSWORD: is required with OS_USERNAME"),
            (["OS_DOMAIN_NAME": "d"], "OS_USERNAME, OS_PASSWORD: are required with OS_DOMAIN_NAME"),
            (["OS_USERNAME": "u", "OS_PASSWORD": "p"], "OS_USER_DOMAIN_NAME: is required with OS_USERNAME"),
            (["OS_TOKEN": "t"], "CODELAB_ENDPOINT: is required, or OS_REGION_NAME"),
            (
                ["HUAWEICLOUD_SDK_AK": "a", "HUAWEICLOUD_SDK_SK": "s", "CODELAB_ENDPOINT": address],
                "HUAWEICLOUD_SDK_PROJECT_ID: is required, or CODELAB_PROJECT_NAME, or CODELAB_REGION"
            ),
            (
                ["OS_TOKEN": "t", "OS_REGION_NAME": "x"],
                unknown("OS_REGION_NAME", "x", "CODELAB_ENDPOINT")
            ),
            (
                ["OS_TOKEN": "t\n", "OS_REGION_NAME": "eu-de"],
                "OS_TOKEN: has a space, a line break or another invalid byte"
            ),
            (
                ["OS_TOKEN": "t", "OS_REGION_NAME": "eu-de", "OS_AUTH_URL": "/v3"],
                "OS_AUTH_URL: must begin with https://"
            ),
            (
                ["OS_TOKEN": "t", "OS_REGION_NAME": "eu-de", "OS_TENANT_ID": "a/b"],
                "OS_TENANT_ID: may contain only letters, digits, '-' and '_'"
            ),
        ] as [([String: String], String)])
    func environment(_ environment: [String: String], message: String) {
        #expect(
            account([:], MadeUpEnvironment(environment)).failure
                == Told(status: "CODELAB_E_ARGUMENT", message: message))
    }

    @Test(
        "Each part of a credential has its limits",
        arguments: [
            ("token", 32768), ("access_key", 128), ("secret_key", 256), ("security_token", 32768), ("user_name", 256),
            ("password", 256), ("domain_name", 256), ("user_id", 256), ("domain_id", 256), ("passcode", 256),
            ("project_name", 64),
        ])
    func lengths(field: String, longest: Int) {
        for count in [longest, longest + 1] {
            let failure = account(complete(field, String(repeating: "x", count: count)), MadeUpEnvironment([:])).failure
            #expect(failure?.message == (count == longest ? nil : "\(field): is longer than \(longest) characters"))
        }
    }

    @Test(
        "Characters that could end a header or break JSON are refused",
        arguments: [
            ("token", ["a b", "a\r\nX: y", "\u{7F}", "ä"]), ("access_key", ["a b", "a,b", "a/b", "ä", "a\n"]),
            ("secret_key", ["a b", "a\n", "ä"]), ("security_token", ["a b", "a\nX: y", "ä"]),
            ("user_name", ["a\nb", "a\u{7F}"]), ("password", ["a\tb"]), ("domain_name", ["a\u{1}"]),
            ("project_name", ["a\nb"]), ("project_id", ["a/b", "..", "a%2F"]), ("region", ["../x", "ä"]),
        ])
    func bytes(field: String, refused: [String]) {
        for text in refused {
            let failure = account(complete(field, text), MadeUpEnvironment([:])).failure
            #expect(failure?.message.hasPrefix("\(field): ") == true, "\(text)")
            #expect(failure?.status == "CODELAB_E_ARGUMENT")
        }
    }

    @Test("A user's name that is not UTF-8 cannot be sent")
    func notUTF8() {
        let texts = Texts()
        var options = codelab_client_options(Self.user, flags: 0, texts)
        let name: [CChar] = [0x61, -1, 0]
        let failure = name.withUnsafeBufferPointer { name in
            options.user_name = name.baseAddress
            return told { report in
                _ = try AccountSettings(options, allowsPlainHTTP: false, environment: MadeUpEnvironment([:]), report)
            }
        }
        #expect(failure?.message == "user_name: is not UTF-8")
    }

    /// Options that are complete but for what `text` makes of `field`.
    private func complete(_ field: String, _ text: String) -> [String: String] {
        let rest =
            switch field {
            case "user_name", "password", "domain_name", "user_id", "domain_id", "passcode": Self.user
            case "access_key", "secret_key", "security_token":
                ["access_key": "a", "secret_key": "s", "region": "eu-de"]
            default: ["token": "t", "region": "eu-de"]
            }
        return rest.merging([field: text]) { $1 }
    }
}

@Suite("A user is named by name and domain, or by id")
struct AccountIdentityTests {
    static let rest = ["password": "p", "region": "eu-de"]

    @Test(
        "What suffices",
        arguments: [
            ["user_name": "u", "domain_name": "d"], ["user_name": "u", "domain_id": "di"], ["user_id": "ui"],
            ["user_id": "ui", "domain_name": "d"], ["user_id": "ui", "user_name": "u", "passcode": "123456"],
        ])
    func complete(_ fields: [String: String]) {
        let found = account(Self.rest.merging(fields) { $1 }, MadeUpEnvironment([:]))
        #expect(found.failure == nil)
        for (name, text) in fields { #expect(found.fields[name] == text) }
    }

    @Test(
        "What is missing",
        arguments: [
            (["user_name": "u"], "domain_name: is required with user_name"),
            (["domain_id": "di"], "user_name: is required with password"),
            (["passcode": "123456"], "user_name, domain_name: are required with password"),
        ])
    func incomplete(_ fields: [String: String], _ message: String) {
        #expect(account(Self.rest.merging(fields) { $1 }, MadeUpEnvironment([:])).failure?.message == message)
    }

    @Test("The rows of the table are in the order of the fields")
    func rows() {
        let options = [
            "token", "access_key", "secret_key", "security_token", "user_name", "user_id", "password", "passcode",
            "domain_name", "domain_id", "project_id", "project_name", "region", "endpoint", "iam_endpoint",
        ]
        #expect(AccountField.allCases.map { string($0.option.bytes) } == options)
    }
}

@Suite("Regions are known by name")
struct RegionTests {
    @Test(
        "Regions",
        arguments: [
            ("eu-de", "https://modelarts.eu-de.otc.t-systems.com", "https://iam.eu-de.otc.t-systems.com"),
            ("eu-nl", nil, "https://iam.eu-nl.otc.t-systems.com"),
            ("eu-ch2", nil, "https://iam-pub.eu-ch2.sc.otc.t-systems.com"),
            (
                "cn-north-4", "https://modelarts.cn-north-4.myhuaweicloud.com",
                "https://iam.cn-north-4.myhuaweicloud.com"
            ),
            (
                "eu-west-101", "https://modelarts.eu-west-101.myhuaweicloud.eu",
                "https://iam.eu-west-101.myhuaweicloud.eu"
            ),
            ("cn-north", nil, nil), ("cn-north-41", nil, nil), ("EU-DE", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)])
    func regions(name: String, endpoint: String?, iamEndpoint: String?) {
        withBytes(name) { name in
            let region = Region.find(name)
            #expect(region?.endpoint.map(string) == endpoint)
            #expect((region?.iamEndpoint).map(string) == iamEndpoint)
        }
    }
}
