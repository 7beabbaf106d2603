// The QR code of a registration: rows of modules to pixels.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace genkan::logon {

// 32 bits a pixel (0xAARRGGBB), first row on top, opaque black on white.
struct Pixels {
  int side = 0;
  std::vector<std::uint32_t> argb;
};

// Smallest picture that a phone reads well from a screen; LogonUI scales what is larger than its place.
inline constexpr int qrMinimumSide = 400;
inline constexpr std::int64_t qrMaximumModules = 185;  // version 40 with its quiet zone

// `rows`: one row of modules as hex digits, first module in the highest bit, padded at the end; rows separated
// by '/'. `size`: modules a side, quiet zone included. Nullopt for anything else.
std::optional<Pixels> drawQr(std::string_view rows, std::int64_t size);

}  // namespace genkan::logon
