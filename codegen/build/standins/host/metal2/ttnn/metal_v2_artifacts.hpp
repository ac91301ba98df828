#pragma once

#include <vector>

#include <tt-metalium/experimental/metal2_host_api/program_run_args.hpp>
#include <tt-metalium/experimental/metal2_host_api/program_spec.hpp>

// Our mirror of what a program factory of Metal 2.0 gives to ttnn 0.81.1.
namespace ttnn::device_operation {

struct ProgramArtifacts {
    tt::tt_metal::experimental::ProgramSpec spec;
    tt::tt_metal::experimental::ProgramRunArgs run_params;
    std::vector<tt::tt_metal::MeshTensor> op_owned_tensors;
};

}  // namespace ttnn::device_operation
