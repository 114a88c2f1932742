module bench

go 1.19

require libcodelab/bindings/go v0.0.0

replace libcodelab/bindings/go => ../../../../bindings/go
