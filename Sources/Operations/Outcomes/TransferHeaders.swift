import Engine
import Platform
import Service

/// The headers of a response, which are looked up on demand.
struct TransferHeaders<Finished: FinishedTransfer & ~Copyable>: HeaderSource {
    let transfer: UnsafeMutablePointer<Finished>

    func header(_ name: Literal) -> Bytes? { transfer.pointee.header(name) }
}
