"""The stand-in for reflect shows the members of attributes: with none to see, all of them would hash alike."""

from __future__ import annotations

from pathlib import Path

from codegen.build.tree import STANDINS
from codegen.native.compiler import find_compiler

PROGRAM = """
#include <cstdint>
#include <optional>
#include "reflect"

struct Conv { uint32_t m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16; };
struct Attributes { Conv conv; std::optional<int> fidelity; bool fp32_dest_acc; };
struct Operands { const Attributes& first; const Conv& second; };
struct Opaque { explicit Opaque(int); };

template <typename Type>
concept HasFirst = requires(const Type& one) { reflect::get<0>(one); };

static_assert(reflect::size<Conv>() == 16 && reflect::size<Attributes>() == 3);
static_assert(reflect::size<Operands>() == 2 && HasFirst<Operands>);
static_assert(reflect::size<Opaque>() == 0 && reflect::size<int>() == 0);

static_assert(HasFirst<Conv> && !HasFirst<Opaque> && !HasFirst<int>);

constexpr uint32_t sum(Conv conv) {
    reflect::get<15>(conv) += 100;
    uint32_t sum = 0;
    reflect::for_each([&](auto index) { sum += reflect::get<index>(conv); }, conv);
    return sum;
}
static_assert(sum({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}) == 236);
static_assert(std::get<1>(reflect::to<std::tuple>(Attributes{{}, 7, true})) == 7);
"""


def test_reflect_shows_members(tmp_path: Path) -> None:
    (tmp_path / "main.cpp").write_text(PROGRAM)
    find_compiler().run(["-std=c++20", "-fsyntax-only", f"-I{STANDINS / 'reflect'}", "main.cpp"], tmp_path)
