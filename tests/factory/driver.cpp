// Asks an emitted factory for a program, with tensors that are on a chip.
#include "driver.hpp"

#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

static std::string kernel_folder;

// What the emitted shards.cpp says of a tree that the operation is installed in.
std::string ttnn::operations::experimental::depthwise_common::kernel_file(const Variant& variant, const char* kind) {
    return kernel_folder + kind + "_" + variant.operation + ".cpp";
}

namespace driver {

common::ProgramPlan plan_of(const Problem& problem) {
    const common::Placement placement{
        .grid = {problem.ranges, problem.ranges + problem.num_ranges},
        .noc_coordinates =
            [&problem](common::Core core) {
                const auto* pair = problem.nocs;
                while ((*pair)[0] != core) {
                    ++pair;
                }
                return (*pair)[1];
            },
        .address = [](common::Operand) { return 0U; },  // a binding brings it
        .fp32_dest_acc = problem.fp32_dest_acc != 0,
        .l1_bytes = problem.l1_bytes};
    return common::plan_program(variant, *problem.conv, placement);
}

}  // namespace driver

// Returns 0, or 1 and a message.
extern "C" int launch_program(
    tt::tt_metal::distributed::MeshDevice* device,
    const driver::Problem* problem,
    const driver::Tensors* made_for,
    const driver::Tensors* used,
    char* message,
    std::size_t room) try {
    std::vector<tt::tt_metal::CoreRange> cores;
    for (uint32_t i = 0; i < problem->num_ranges; ++i) {
        const auto& [start, end] = problem->ranges[i];
        cores.emplace_back(tt::tt_metal::CoreCoord{start.x, start.y}, tt::tt_metal::CoreCoord{end.x, end.y});
    }
    tt::tt_metal::shards_of_the_input = tt::tt_metal::ShardSpec{tt::tt_metal::CoreRangeSet(cores)};
    kernel_folder = problem->kernels;
    driver::launch(*device, *problem, *made_for, *used);
    return 0;
} catch (const std::exception& error) {
    std::snprintf(message, room, "%s", error.what());
    return 1;
}
