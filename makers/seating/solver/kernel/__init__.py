"""The hot path of the search, as WebAssembly: ``kernel.c`` and its compiled ``kernel.wasm``."""

from makers.seating.solver.kernel.running import Kernel

__all__ = ["Kernel"]
