#pragma once

#include "emulator/activation.hpp"
#include "emulator/caller.hpp"

// The part of SFPI, the language of the vector unit, in which kernels write functions of their own. On the chip, a number
// is a vector of 32 lanes; here it is one lane, and a function runs once for each of them.

#define APPROX false
#define DST_ACCUM_MODE (emulator::device::fp32_dest_acc())

namespace sfpi {

struct vFloat {
    vFloat(float number_) : number(number_) {}

    float number;
};

inline vFloat operator*(vFloat a, vFloat b) { return emulator::multiply_add(a.number, b.number); }
inline vFloat operator+(vFloat a, vFloat b) { return emulator::multiply_add(1.0f, a.number, b.number); }

enum class RoundMode { Nearest };

struct vFloat16b : vFloat {
    vFloat16b(vFloat from, RoundMode)
        : vFloat(emulator::float_of(emulator::round_to_bfloat16(emulator::word_of(from.number)))) {}
};

template <typename To>
To convert(vFloat from, RoundMode mode) {
    return {from, mode};
}

// The older names.
inline vFloat float_to_fp16b(vFloat from, int) { return convert<vFloat16b>(from, RoundMode::Nearest); }

template <typename To>
To reinterpret(To from) {
    return from;
}

constexpr uint32_t lanes = 32;
constexpr uint32_t face_datums = 256;
constexpr uint32_t tile_faces = 4;

// A lane of Dst, as it moves through a face.
struct DstRegister {
    struct Datum {
        operator vFloat() const { return emulator::float_of(*word); }
        void operator=(vFloat value) {
            *word = emulator::stored_in_dst(emulator::word_of(value.number), emulator::device::fp32_dest_acc());
        }
        uint32_t* word;
    };

    Datum operator[](uint32_t vectors) { return {word + vectors * lanes}; }
    void operator++(int) { word += lanes; }

    uint32_t* word = nullptr;
};

inline DstRegister dst_reg;

}  // namespace sfpi

// Applies a function of one face to all faces of a tile.
template <bool approximate = false, typename Function>
void _llk_math_eltwise_unary_sfpu_params_(
    Function function, uint32_t idst, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    uint32_t* tile = emulator::device::dst_for_vector_unit(idst);
    for (uint32_t face = 0; face < sfpi::tile_faces; ++face) {
        for (uint32_t lane = 0; lane < sfpi::lanes; ++lane) {
            sfpi::dst_reg.word = tile + face * sfpi::face_datums + lane;
            function();
        }
    }
}
