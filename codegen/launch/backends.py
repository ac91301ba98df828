"""What can run a plan."""

from __future__ import annotations

from collections.abc import Callable

from codegen.device import MissingDevice
from codegen.launch.emulated import emulate
from codegen.model.arrays import Floats
from codegen.model.case import BackendName
from codegen.plan.program import ProgramPlan
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors

Backend = Callable[[ProgramPlan, Tensors], Floats]
"""From a plan and the tensors of its case to the output, [batch, height, width, channels]; or raises BackendError."""

BACKENDS: dict[BackendName, Backend] = {"reference": execute_plan, "emulator": emulate}
"""The backends that any machine may have, in the order in which they run; the device comes behind them."""

NO_DEVICE = MissingDevice("no device was asked for")
