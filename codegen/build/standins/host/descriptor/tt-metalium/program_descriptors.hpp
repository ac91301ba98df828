#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tt-metalium/base_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

// Our mirror of how tt-metal 0.81 describes a program: names, order and defaults of fields, not their layout.
namespace tt::tt_metal {

class Buffer;

struct TileDescriptor {
    TileDescriptor(uint32_t height, uint32_t width, bool transpose) :
        height(height), width(width), transpose(transpose) {}

    uint32_t height;
    uint32_t width;
    bool transpose;
};
struct CBFormatDescriptor {
    uint8_t buffer_index = 0;
    tt::DataFormat data_format = tt::DataFormat::Float32;
    uint32_t page_size = 0;
    std::optional<TileDescriptor> tile = std::nullopt;
};
struct CBDescriptor {
    uint32_t total_size = 0;
    CoreRangeSet core_ranges;
    std::vector<CBFormatDescriptor> format_descriptors = {};
    std::vector<CBFormatDescriptor> remote_format_descriptors = {};
    Buffer* buffer = nullptr;
};

struct SemaphoreDescriptor {
    uint32_t id = 0;
    CoreRangeSet core_ranges = {};
    uint32_t initial_value = 0;
};

struct ReaderConfigDescriptor {};
struct WriterConfigDescriptor {};
struct DataMovementConfigDescriptor {
    DataMovementProcessor processor = DataMovementProcessor::RISCV_0;
    NOC noc = NOC::NOC_0;
    NOC_MODE noc_mode = NOC_MODE::DM_DEDICATED_NOC;
};
struct ComputeConfigDescriptor {
    MathFidelity math_fidelity = MathFidelity::HiFi4;
    bool fp32_dest_acc_en = false;
    bool dst_full_sync_en = false;
    std::vector<uint8_t> unpack_to_dest_mode = {};
    bool bfp8_pack_precise = false;
    bool math_approx_mode = false;
};

struct KernelDescriptor {
    using ConfigDescriptor = std::
        variant<ReaderConfigDescriptor, WriterConfigDescriptor, DataMovementConfigDescriptor, ComputeConfigDescriptor>;

    // Arguments of which some are buffers, whose addresses are put in at each launch.
    class RTArgList {
    public:
        using Word = std::variant<uint32_t, Buffer*>;

        void reserve(std::size_t size) { words.reserve(size); }
        void push_back(uint32_t word) { words.emplace_back(word); }
        void push_back(Buffer* buffer) { words.emplace_back(buffer); }

        std::vector<Word> words;
    };

    void emplace_runtime_args(const CoreCoord& core, RTArgList args) {
        runtime_args.emplace_back(core, std::move(args));
    }
    void emplace_common_runtime_args(RTArgList args) { common_runtime_args = std::move(args); }

    std::string kernel_source;
    CoreRangeSet core_ranges;
    std::vector<uint32_t> compile_time_args = {};
    std::vector<std::pair<std::string, std::string>> defines = {};
    std::vector<std::pair<CoreCoord, RTArgList>> runtime_args = {};
    RTArgList common_runtime_args = {};
    std::optional<KernelBuildOptLevel> opt_level = std::nullopt;  // O3 of compute kernels, O2 of others
    ConfigDescriptor config;
};

struct ProgramDescriptor {
    std::vector<KernelDescriptor> kernels;
    std::vector<SemaphoreDescriptor> semaphores;
    std::vector<CBDescriptor> cbs;
};

}  // namespace tt::tt_metal
