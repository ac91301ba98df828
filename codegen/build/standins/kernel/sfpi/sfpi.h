// Stand-in for the SFPI compiler's sfpi.h: the names that tt-metal's vector code uses exist, and nothing computes.
//
// Stock GCC lacks the builtins of the vector unit. The emitted kernels never use them: they call gelu_tile and the like,
// whose bodies come from tt-metal. Here, all kinds of vectors convert into each other and all functions take all
// arguments. This lets those bodies through; it checks nothing in them. For checking the emitted kernels only.
#pragma once

#include <cstdint>
#include <type_traits>

#include "lltt.h"

#define sfpi_inline __attribute__((always_inline)) inline

namespace sfpi {

template <typename Kind>
struct Lanes {
    constexpr Lanes() = default;
    constexpr Lanes(const Lanes&) = default;
    template <typename... Anything, typename = std::enable_if_t<(sizeof...(Anything) > 0)>>
    constexpr Lanes(const Anything&...) {}
    constexpr Lanes& operator=(const Lanes&) = default;
    template <typename Anything>
    constexpr const Lanes& operator=(const Anything&) const {
        return *this;
    }
    template <typename Index>
    constexpr Lanes operator[](Index) const {
        return {};
    }
    template <auto... Modes, typename... Anything>
    constexpr Lanes mode(const Anything&...) const {
        return {};
    }
    constexpr Lanes get() const { return {}; }
    constexpr void in_use() const {}
    constexpr Lanes operator-() const { return {}; }
    constexpr Lanes operator~() const { return {}; }
    constexpr Lanes operator!() const { return {}; }
    constexpr Lanes operator++(int) const { return {}; }
    constexpr Lanes operator++() const { return {}; }
    constexpr Lanes operator--(int) const { return {}; }
    constexpr Lanes operator+=(int) const { return {}; }
};

template <typename Type>
using IfScalar = std::enable_if_t<std::is_arithmetic_v<Type> || std::is_enum_v<Type>>;

#define TTDW_OPERATOR(op)                                                              \
    template <typename Left, typename Right>                                           \
    constexpr Lanes<Left> operator op(const Lanes<Left>&, const Lanes<Right>&) {       \
        return {};                                                                     \
    }                                                                                  \
    template <typename Left, typename Right, typename = IfScalar<Right>>               \
    constexpr Lanes<Left> operator op(const Lanes<Left>&, Right) {                     \
        return {};                                                                     \
    }                                                                                  \
    template <typename Left, typename Right, typename = IfScalar<Left>, typename = int> \
    constexpr Lanes<Right> operator op(Left, const Lanes<Right>&) {                    \
        return {};                                                                     \
    }
TTDW_OPERATOR(+)
TTDW_OPERATOR(-)
TTDW_OPERATOR(*)
TTDW_OPERATOR(&)
TTDW_OPERATOR(|)
TTDW_OPERATOR(^)
TTDW_OPERATOR(<<)
TTDW_OPERATOR(>>)
TTDW_OPERATOR(<)
TTDW_OPERATOR(>)
TTDW_OPERATOR(<=)
TTDW_OPERATOR(>=)
TTDW_OPERATOR(==)
TTDW_OPERATOR(!=)
TTDW_OPERATOR(&&)
TTDW_OPERATOR(||)
TTDW_OPERATOR(+=)
TTDW_OPERATOR(-=)
TTDW_OPERATOR(*=)
TTDW_OPERATOR(&=)
TTDW_OPERATOR(|=)
TTDW_OPERATOR(^=)
TTDW_OPERATOR(<<=)
TTDW_OPERATOR(>>=)
#undef TTDW_OPERATOR

#define TTDW_KIND(name) using name = Lanes<struct name##Kind>;
TTDW_KIND(vBool)
TTDW_KIND(vFloat)
TTDW_KIND(vFloat16a)
TTDW_KIND(vFloat16b)
TTDW_KIND(sFloat16a)
TTDW_KIND(sFloat16b)
TTDW_KIND(s2vFloat16a)
TTDW_KIND(s2vFloat16b)
TTDW_KIND(vInt)
TTDW_KIND(vUInt)
TTDW_KIND(vUInt8)
TTDW_KIND(vUInt16)
TTDW_KIND(vMag)
TTDW_KIND(vSMag)
TTDW_KIND(vSMag8)
TTDW_KIND(vSMag16)
TTDW_KIND(vLut8si)
TTDW_KIND(vLut16ss)
TTDW_KIND(vLut16ii)
TTDW_KIND(lreg_pressure)
#undef TTDW_KIND

struct s2vFloat16 : Lanes<struct s2vFloat16Kind> {
    enum Format { fp16a, fp16b };
    using Lanes::Lanes;
};

// Registers and constants: read and written as vectors.
inline constexpr vFloat dst_reg, l_reg, vConst0, vConst1, vConstNeg1, vConst0p8373;
inline constexpr vFloat vConstFloatPrgm0, vConstFloatPrgm1, vConstFloatPrgm2;
inline constexpr vInt vConstIntPrgm0, vConstIntPrgm1, vConstIntPrgm2, vConstTileId;

enum class LRegs { LReg0, LReg1, LReg2, LReg3, LReg4, LReg5, LReg6, LReg7 };
enum class DataLayout { Default, F32, FSrcB, I32, M32, SM32, U16, U32 };
enum class RoundMode { Nearest, NearestAway, NearestStochastic, Stochastic };
enum class ExponentMode { Biased };
enum class MantissaMode { ImplicitOne };
enum class ShiftMode { Arithmetic, Logical };
enum class FractionalHalf { High };
enum class LutSign { Retain, Update };

#define TTDW_FUNCTION(name)                                        \
    template <auto... Modes, typename First, typename... Others>   \
    constexpr First name(const First&, const Others&...) {         \
        return {};                                                 \
    }                                                              \
    template <typename To, typename... Anything>                   \
    constexpr To name(const Anything&...) {                        \
        return {};                                                 \
    }
TTDW_FUNCTION(abs)
TTDW_FUNCTION(addexp)
TTDW_FUNCTION(approx_recip)
TTDW_FUNCTION(as)
TTDW_FUNCTION(clamp)
TTDW_FUNCTION(convert)
TTDW_FUNCTION(copyman)
TTDW_FUNCTION(copysgn)
TTDW_FUNCTION(exexp)
TTDW_FUNCTION(exexp_nodebias)
TTDW_FUNCTION(exman)
TTDW_FUNCTION(exman8)
TTDW_FUNCTION(exman9)
TTDW_FUNCTION(float_to_fp16b)
TTDW_FUNCTION(float_to_int16)
TTDW_FUNCTION(float_to_uint16)
TTDW_FUNCTION(fractional_mul)
TTDW_FUNCTION(int32_to_float)
TTDW_FUNCTION(is_finite)
TTDW_FUNCTION(is_inf)
TTDW_FUNCTION(is_nan)
TTDW_FUNCTION(is_neg)
TTDW_FUNCTION(is_pos)
TTDW_FUNCTION(lut)
TTDW_FUNCTION(lut2)
TTDW_FUNCTION(lut2_sign)
TTDW_FUNCTION(max)
TTDW_FUNCTION(min)
TTDW_FUNCTION(min_max)
TTDW_FUNCTION(nearby)
TTDW_FUNCTION(reinterpret)
TTDW_FUNCTION(setexp)
TTDW_FUNCTION(setman)
TTDW_FUNCTION(setsgn)
TTDW_FUNCTION(setsgn2)
TTDW_FUNCTION(shft)
TTDW_FUNCTION(subvec_shflror1)
TTDW_FUNCTION(subvec_transp)
TTDW_FUNCTION(symmetric_clamp)
TTDW_FUNCTION(vec_min_max)
#undef TTDW_FUNCTION

// Modes of single instructions; no value matters here.
enum Mode : unsigned {
    SFPABS_MOD1_INT,
    SFPARECIP_MOD1_RECIP,
    SFPCAST_MOD1_INT32_TO_FP32_RNE,
    SFPCAST_MOD1_SM32_TO_FP32_RNE,
    SFPENCC_IMM12_BOTH,
    SFPENCC_MOD1_EI_RI,
    SFPENCC_MOD1_EU_R1,
    SFPEXEXP_MOD1_SET_CC_COMP_EXP,
    SFPEXEXP_MOD1_SET_CC_SGN_EXP,
    SFPEXMAN_MOD1_PAD9,
    SFPIADD_MOD1_ARG_2SCOMP_LREG_DST,
    SFPIADD_MOD1_ARG_IMM,
    SFPIADD_MOD1_ARG_LREG_DST,
    SFPIADD_MOD1_CC_GTE0,
    SFPIADD_MOD1_CC_LT0,
    SFPIADD_MOD1_CC_NONE,
    SFPLOADI_MOD0_FLOATA,
    SFPLOADI_MOD0_FLOATB,
    SFPLOADI_MOD0_LOWER,
    SFPLOADI_MOD0_SHORT,
    SFPLOADI_MOD0_UPPER,
    SFPLOADI_MOD0_USHORT,
    SFPLOAD_ADDR_MODE_NOINC,
    SFPLOAD_MOD0_FMT_FP16B,
    SFPLOAD_MOD0_FMT_SRCB,
    SFPLUTFP32_MOD0_FP16_6ENTRY_TABLE1,
    SFPMAD_MOD1_OFFSET_NONE,
    SFPMUL24_MOD1_LOWER,
    SFPMUL24_MOD1_UPPER,
    SFPSETCC_MOD1_LREG_EQ0,
    SFPSETCC_MOD1_LREG_GTE0,
    SFPSETCC_MOD1_LREG_LT0,
    SFPSETCC_MOD1_LREG_NE0,
    SFPSHFT2_MOD1_SHFT_IMM,
    SFPSHFT2_MOD1_SHFT_LREG,
    SFPSHFT2_MOD1_SUBVEC_SHFLROR1,
    SFPSHFT2_MOD1_SUBVEC_SHFLSHR1,
    SFPSTOCHRND_MOD1_FP32_TO_FP16B,
    SFPSTOCHRND_MOD1_FP32_TO_INT16,
    SFPSTOCHRND_MOD1_FP32_TO_INT8,
    SFPSTOCHRND_MOD1_FP32_TO_UINT16,
    SFPSTOCHRND_MOD1_FP32_TO_UINT8,
    SFPSTOCHRND_RND_EVEN,
    SFPSTORE_MOD0_FMT_FP16B,
    SFPSTORE_MOD0_FMT_SRCB,
    SFPSWAP_MOD1_SWAP,
    SFPSWAP_MOD1_VEC_MIN_MAX,
    SFP_DESTREG_STRIDE,
};

}  // namespace sfpi

// Both branches are read.
#define v_if(...) { (void)(__VA_ARGS__); {
#define v_elseif(...) } (void)(__VA_ARGS__); {
#define v_else } {
#define v_endif } }
#define v_block { {
#define v_endblock } }
#define v_and(...) (void)(__VA_ARGS__)

#define TTDW_BUILTIN(name)                                       \
    template <typename... Anything>                              \
    constexpr sfpi::vFloat name(const Anything&...) {            \
        return {};                                               \
    }
TTDW_BUILTIN(__builtin_rvtt_sfpgt)
TTDW_BUILTIN(__builtin_rvtt_sfpload)
TTDW_BUILTIN(__builtin_rvtt_sfpmad)
TTDW_BUILTIN(__builtin_rvtt_sfpmul24)
TTDW_BUILTIN(__builtin_rvtt_sfpstore)
TTDW_BUILTIN(__builtin_rvtt_ttreplay)
#undef TTDW_BUILTIN
