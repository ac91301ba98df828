#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "clock.hpp"
#include "emulator/instruction.hpp"
#include "matrix_unit.hpp"
#include "tile.hpp"
#include "timing.hpp"

namespace emulator {

// What the unpacker and the matrix unit are set up for. The operation of a call must be the one last initialized.
enum class TensixOperation : uint32_t { none, multiply, multiply_by_row, reduce, copy };

// SrcA or SrcB: the unpacker fills one bank while the matrix unit works on the other.
class SourceRegister {
public:
    static constexpr uint32_t banks = 2;

    struct Bank {
        Bfloat16Tile datums;  // what is not filled again keeps what it had
        Clock known;          // to the unpacker that filled it
        bool learned = true;  // by the matrix unit
        timing::Arrival arrival;
        uint32_t filled = 0;  // datums from the beginning that the unpacker has brought last
    };

    SourceRegister() {
        constexpr uint16_t not_a_number = 0x7fff;  // nothing is there before the first unpack
        for (Bank& bank : banks_) {
            bank.datums.fill(not_a_number);
        }
    }

    bool full() const { return filled_ == banks; }
    bool empty() const { return filled_ == 0; }

    Bank& to_fill() { return banks_[fills_]; }
    void hand_over(Clock known, const timing::Arrival& arrival, uint32_t datums = tile_datums) {
        to_fill().filled = datums;
        to_fill().known = std::move(known);
        to_fill().arrival = arrival;
        to_fill().learned = false;
        fills_ ^= 1;
        ++filled_;
    }

    Bank& in_use() { return banks_[uses_]; }
    void free(Clock known) {
        known_when_freed = std::move(known);
        uses_ ^= 1;
        --filled_;
    }

    Clock known_when_freed;  // to the matrix unit, when it last freed a bank

private:
    std::array<Bank, banks> banks_;
    uint32_t fills_ = 0;
    uint32_t uses_ = 0;
    uint32_t filled_ = 0;
};

// Dst: two halves. The matrix unit fills one while the packer empties the other. The packer zeroes a half when it
// releases it: that is why an accumulating multiply starts from zero, and acquiring a half clears nothing.
class DstRegister {
public:
    static constexpr uint32_t halves = 2;

    explicit DstRegister(bool fp32) : tiles_per_half_(fp32 ? 4 : 8), tiles_(halves * tiles_per_half_) {}

    uint32_t tiles_per_half() const { return tiles_per_half_; }

    bool half_free() const { return committed_ < halves; }  // for the matrix unit
    bool half_ready() const { return committed_ > 0; }      // for the packer

    DstTile& math_tile(uint32_t index) {
        computed_[math_half_] = true;
        return tiles_[math_half_ * tiles_per_half_ + index];
    }
    const DstTile& packer_tile(uint32_t index) const { return tiles_[packer_half_ * tiles_per_half_ + index]; }

    bool packs_zeros() const { return !computed_[packer_half_]; }  // nothing else has come to the half

    uint32_t math_half() const { return math_half_; }
    uint32_t packer_half() const { return packer_half_; }

    // What was known when the half was handed over.
    Clock& known_to_math() { return known_[math_half_]; }
    Clock& known_to_packer() { return known_[packer_half_]; }

    void commit() {
        ++committed_;
        math_half_ ^= 1;
    }

    void release() {
        for (uint32_t tile = 0; tile < tiles_per_half_; ++tile) {
            tiles_[packer_half_ * tiles_per_half_ + tile].fill(0);
        }
        computed_[packer_half_] = false;
        --committed_;
        packer_half_ ^= 1;
    }

private:
    uint32_t tiles_per_half_;
    std::vector<DstTile> tiles_;
    uint32_t committed_ = 0;
    uint32_t math_half_ = 0;
    uint32_t packer_half_ = 0;
    std::array<bool, halves> computed_ = {};
    std::array<Clock, halves> known_;
};

// The rows that instructions of the matrix unit work on: 16 datums each.
struct RowCounters {
    uint32_t src_a = 0;
    uint32_t src_b = 0;
    uint32_t dst = 0;
    uint32_t dst_return = 0;
    uint32_t phase = 0;
};

// Where a packer writes next, in L1.
struct PackStream {
    uint64_t exponents = 0;
    uint64_t datums = 0;
};

// What instructions of a processor depend on.
struct InstructionState {
    static constexpr uint32_t config_contexts = 2;
    static constexpr uint32_t no_datum = UINT32_MAX;

    // The configuration of the unpackers. Stores by the RISC-V processor reach it late: until something waits for them,
    // the unpackers may see what was there before.
    std::array<uint32_t, config_word_count> config = {};       // as stored
    std::array<uint32_t, config_word_count> config_seen = {};  // as certainly seen by the unpackers
    bool unpacking = false;                                    // since the configuration last waited for the unpackers

    // The processor runs ahead of the unpackers by as many rounds as there are contexts.
    uint32_t config_context = 0;                           // the processor's variable
    uint32_t context_in_use = 0;                           // by the unpackers
    uint32_t contexts_taken = 0;                           // the semaphore UNPACK_SYNC
    uint32_t rounds_begun = 0;                             // how often it was posted
    uint32_t rounds_known_over = 0;                        // to the processor, by its last wait
    std::array<uint32_t, config_contexts> last_round = {};  // that used a context

    // Counters of the unpackers.
    std::array<uint32_t, 2> first_datum = {};                     // of SrcA, SrcB
    std::array<uint32_t, 2> last_datum = {no_datum, no_datum};
    uint32_t input_row = 0;

    // The matrix unit.
    std::array<AddressMode, 4> address_modes = {};
    RowCounters rows;
    uint32_t dst_offset = 0;

    Macro macro = {};

    // Instructions that are recorded: those to come, behind those that are there already.
    static constexpr uint32_t recorded_most = 32;
    std::array<uint32_t, recorded_most> recorded = {};
    uint32_t record_next = 0;
    uint32_t record_end = 0;

    // The packers.
    std::array<uint32_t, register_count> registers = {};
    std::array<bool, register_count> registers_under_way = {};  // set since the configuration last waited for them
    std::array<uint32_t, packer_count * words_of_packer> packers = {};
    std::array<PackMode, 4> pack_modes = {};
    std::array<uint32_t, packer_count> packed_rows = {};  // where each begins in its half of Dst
    uint32_t packed_datums = 0;                           // of each
    uint32_t packed_row = 0;
    uint32_t packed_step = 0;
    std::array<PackStream, packer_count> pack_streams = {};
    bool pack_goes_on = false;  // behind what was written last
    std::array<uint32_t, packer_count> rows_of_packers = {};  // of a table of masks, that each looks up next
};

}  // namespace emulator
