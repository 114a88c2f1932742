import Engine
import Platform
import Service

/// The headers of a response, looked up when they are asked for.
struct TransferHeaders<Finished: FinishedTransfer & ~Copyable>: HeaderSource {
    let transfer: UnsafeMutablePointer<Finished>

    func header(_ name: Literal) -> Bytes? { transfer.pointee.header(name) }
}
