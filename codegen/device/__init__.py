"""The emitted kernels through the real ttnn runtime: on hardware, or on a simulator behind the same interface.

The chip is reached through a process of its own (worker.py) in any Python that has ttnn. That process may hang or die.
"""

from codegen.device.device import Device, DeviceRun, MissingDevice
from codegen.device.error import DeviceError, MissingDeviceError
from codegen.device.find import DeviceSetup, find_chip, find_device
from codegen.device.simulator import Simulator, find_simulator

__all__ = [
    "Device",
    "DeviceError",
    "DeviceRun",
    "DeviceSetup",
    "MissingDevice",
    "MissingDeviceError",
    "Simulator",
    "find_chip",
    "find_device",
    "find_simulator",
]
