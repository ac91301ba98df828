#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "clock.hpp"
#include "matrix_unit.hpp"
#include "tile.hpp"
#include "timing.hpp"

namespace emulator {

// What the unpacker and the matrix unit are set up for. The operation of a call must be the one last initialized.
enum class TensixOperation : uint32_t { none, multiply, reduce };

// SrcA and SrcB: the unpacker fills one bank while the matrix unit works on the other.
struct OperandQueue {
    static constexpr size_t banks = 2;

    struct Operands {
        Bfloat16Tile a;
        Bfloat16Tile b;
        Clock known;  // to the unpacker
        timing::Arrival arrival;
    };

    std::deque<Operands> filled;
    Clock known_when_freed;  // to the matrix unit, when it had consumed the last ones

    bool full() const { return filled.size() == banks; }
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

    DstTile& math_tile(uint32_t index) { return tiles_[math_half_ * tiles_per_half_ + index]; }
    const DstTile& packer_tile(uint32_t index) const { return tiles_[packer_half_ * tiles_per_half_ + index]; }

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
        --committed_;
        packer_half_ ^= 1;
    }

private:
    uint32_t tiles_per_half_;
    std::vector<DstTile> tiles_;
    uint32_t committed_ = 0;
    uint32_t math_half_ = 0;
    uint32_t packer_half_ = 0;
    std::array<Clock, halves> known_;
};

}  // namespace emulator
