module libcodelab/bindings/go

go 1.19
