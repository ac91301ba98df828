#pragma once

namespace ttnn {

struct DeviceComputeKernelConfig;

}  // namespace ttnn

using ttnn::DeviceComputeKernelConfig;
