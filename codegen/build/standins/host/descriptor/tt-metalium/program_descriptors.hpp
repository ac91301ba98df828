#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tt-metalium/base_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

#include "inline_vector.hpp"

// Our mirror of how tt-metal describes a program in ttnn 0.81.1: names, order, layout and defaults of fields. Fields that
// no emitted factory names, and none may set, are called after nothing.
namespace tt::tt_metal {

class Buffer;
class MeshTensor;

struct TileDescriptor {
    TileDescriptor(uint32_t height, uint32_t width, bool transpose) :
        height(height), width(width), transpose(transpose) {}

    uint32_t height;
    uint32_t width;
    bool transpose;
};
struct CBFormatDescriptor {
    struct TwoWords {
        uint32_t words[2];
    };

    uint8_t buffer_index = 0;
    tt::DataFormat data_format = tt::DataFormat::Float32;
    uint32_t page_size = 0;
    std::optional<TileDescriptor> tile = std::nullopt;
    std::optional<TwoWords> unnamed = std::nullopt;
};
struct CBDescriptor {
    uint32_t total_size = 0;
    CoreRangeSet core_ranges;
    ttdw::InlineVector<CBFormatDescriptor, 1> format_descriptors = {};
    ttdw::InlineVector<CBFormatDescriptor, 1> remote_format_descriptors = {};
    Buffer* buffer = nullptr;
    const MeshTensor* tensor = nullptr;
    uint32_t address_offset = 0;
    const void* unnamed = nullptr;
};

struct SemaphoreDescriptor {
    uint32_t id = 0;
    CoreType core_type = CoreType::WORKER;
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
    bool unnamed = false;
};

struct BufferBinding {
    CoreCoord core;
    uint32_t arg_idx;
    Buffer* buffer;
};
struct CommonBufferBinding {
    uint32_t arg_idx;
    Buffer* buffer;
};

struct KernelDescriptor {
    using ConfigDescriptor = std::
        variant<ReaderConfigDescriptor, WriterConfigDescriptor, DataMovementConfigDescriptor, ComputeConfigDescriptor>;

    enum class SourceType { FILE_PATH, SOURCE_CODE };

    // Arguments of which some are buffers, whose addresses are put in at each launch.
    class RTArgList {
    public:
        using Word = std::variant<uint32_t, Buffer*, std::reference_wrapper<const MeshTensor>>;

        void reserve(std::size_t size) { words_.reserve(size); }
        void push_back(uint32_t word) { words_.emplace_back(word); }
        void push_back(Buffer* buffer) { words_.emplace_back(buffer); }

    private:
        friend KernelDescriptor;

        std::vector<Word> words_;
    };

    void emplace_runtime_args(const CoreCoord& core, const RTArgList& args);
    void emplace_common_runtime_args(const RTArgList& args);

    std::string kernel_source;
    SourceType source_type = SourceType::FILE_PATH;
    CoreRangeSet core_ranges;
    std::vector<uint32_t> compile_time_args = {};
    std::vector<std::pair<std::string, uint32_t>> named_compile_time_args = {};
    std::vector<std::pair<std::string, std::string>> defines = {};
    std::vector<std::pair<CoreCoord, std::vector<uint32_t>>> runtime_args = {};
    std::vector<uint32_t> common_runtime_args = {};
    std::vector<uint32_t> unnamed[5] = {};
    std::optional<KernelBuildOptLevel> opt_level = std::nullopt;  // O3 of compute kernels, O2 of others
    ConfigDescriptor config;
    std::vector<std::filesystem::path> compiler_include_paths = {};
    ttdw::InlineVector<BufferBinding, 4> buffer_bindings = {};
    ttdw::InlineVector<CommonBufferBinding, 2> common_buffer_bindings = {};
};

struct ProgramDescriptor {
    ttdw::InlineVector<KernelDescriptor, 3> kernels;
    ttdw::InlineVector<SemaphoreDescriptor, 3> semaphores;
    ttdw::InlineVector<CBDescriptor, 5> cbs;
    std::optional<std::size_t> custom_program_hash = std::nullopt;
    std::optional<uint32_t> reload_table_addr = std::nullopt;
    std::optional<CoreRangeSet> reload_core_ranges = std::nullopt;
};

}  // namespace tt::tt_metal
