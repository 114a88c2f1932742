// swift-tools-version: 6.2
import PackageDescription

// There are two builds of one source:
let isHosted = Context.environment["CODELAB_HOSTED"] == "1"
let root = Context.packageDirectory

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

// Whole-module, with a section for each function, so that the linker can remove unused ones. Code that runs once for
// each call is optimised for size, and code that runs once for each byte for speed.
func core(_ optimisation: String, _ more: [String] = []) -> [SwiftSetting] {
    strict
        + (isHosted
            ? []
            : [
                .enableExperimentalFeature("Embedded"),
                // The last flag is for C functions that are compiled into Swift objects: one function with unwind
                // tables would add them to all functions of its object.
                .unsafeFlags(
                    [
                        "-wmo", optimisation, "-Xfrontend", "-function-sections",
                        "-Xcc", "-fno-asynchronous-unwind-tables",
                    ] + more),
            ])
}
let fast = core("-O")
// The outliner moves repeated instructions into one function.
let small = core("-Osize", ["-Xllvm", "-enable-machine-outliner=always"])

// The library has no unwind tables: no exception passes through it, and debuggers use those in the file of symbols.
let cStrict: [CSetting] = [
    .unsafeFlags(
        ["-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"] + (isHosted ? [] : ["-fno-asynchronous-unwind-tables"]))
]

// Only for the shipped library, because a sanitizer's runtime needs symbols that these flags reject.
let sharedObject: [LinkerSetting] =
    isHosted
    ? []
    : [
        .unsafeFlags(
            ["-use-ld=lld"]
                + [
                    "-soname", "libcodelab.so.1",
                    "--version-script=\(root)/Sources/Exports/link/libcodelab.map",
                    "-T", "\(root)/Sources/Exports/link/discard.ld",
                    "-z", "defs", "-z", "nodelete", "-z", "relro", "-z", "now",
                    "--gc-sections", "--icf=all", "-O2", "--as-needed", "--build-id=sha1",
                ].flatMap { ["-Xlinker", $0] })
    ]

// The layers, the lowest first. Each names all modules that it may import.
let library: [Target] = [
    .systemLibrary(name: "CCodelab", path: "include"),
    .target(
        name: "CPlatform", cSettings: cStrict + (isHosted ? [] : [.unsafeFlags(["-Oz"])]),
        linkerSettings: [.linkedLibrary("curl"), .linkedLibrary("crypto")]),
    .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: small),
    .target(name: "JSON", dependencies: ["Platform", "CPlatform"], swiftSettings: fast),
    .target(name: "CSchema", dependencies: ["CCodelab"], cSettings: cStrict),
    .target(
        name: "Service", dependencies: ["JSON", "Platform", "CPlatform", "CSchema", "CCodelab"], swiftSettings: small),
    .target(name: "Engine", dependencies: ["Platform", "CPlatform"], swiftSettings: small),
    .target(
        name: "Operations", dependencies: ["Engine", "Service", "Platform", "CCodelab"],
        swiftSettings: small),
    .target(
        name: "Exports", dependencies: ["Operations", "Engine", "Service", "Platform", "CCodelab"], exclude: ["link"],
        swiftSettings: small, linkerSettings: sharedObject),
]

// Only in full Swift: the simulator and the unit tests.
let tools: [Target] = [
    .target(
        name: "SimulatorCore",
        dependencies: [
            .product(name: "FlyingFox", package: "FlyingFox"), .product(name: "FlyingSocks", package: "FlyingFox"),
        ], swiftSettings: strict),
    .executableTarget(
        name: "codelab-simulator",
        dependencies: ["SimulatorCore", .product(name: "ArgumentParser", package: "swift-argument-parser")],
        path: "Sources/Simulator", swiftSettings: strict),
    // Signs the requests of the comparison with other signers.
    .executableTarget(
        name: "signing-probe", dependencies: ["Service", "Platform"], path: "Tests/signing/Probe",
        swiftSettings: strict),
    // Entry points for fuzzers below the calls that need a server.
    .target(
        name: "FuzzEntries", dependencies: ["Exports", "Service", "Platform", "CCodelab"],
        path: "Tests/fuzz/targets/entries", swiftSettings: strict),
    .testTarget(name: "PlatformTests", dependencies: ["Platform"], path: "Tests/unit/Platform", swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "Platform"], path: "Tests/unit/JSON", swiftSettings: strict),
    .testTarget(
        name: "ServiceTests", dependencies: ["Service", "JSON", "Platform", "CCodelab"], path: "Tests/unit/Service",
        swiftSettings: strict),
    .testTarget(
        name: "EngineTests", dependencies: ["Engine", "Platform"], path: "Tests/unit/Engine", swiftSettings: strict),
    .testTarget(
        name: "OperationsTests", dependencies: ["Operations", "Engine", "Service", "Platform", "CCodelab"],
        path: "Tests/unit/Operations", swiftSettings: strict),
    .testTarget(
        name: "SimulatorTests", dependencies: ["SimulatorCore"], path: "Tests/unit/Simulator", swiftSettings: strict),
]

let package = Package(
    name: "codelab",
    products: [.library(name: "codelab", type: .dynamic, targets: ["Exports"])],
    dependencies: isHosted
        ? [
            // A small HTTP server for the simulator.
            .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
            // Parses the simulator's options and prints its --help.
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        ] : [],
    targets: library + (isHosted ? tools : [])
)
