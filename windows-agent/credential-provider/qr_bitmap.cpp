#include "credential-provider/qr_bitmap.h"

namespace genkan::logon {
namespace {

constexpr std::uint32_t black = 0xFF000000u;
constexpr std::uint32_t white = 0xFFFFFFFFu;

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Rows are padded to whole digits or to whole bytes; what pads must be light.
bool readRow(std::string_view hex, std::size_t size, std::vector<bool>& modules) {
  const std::size_t digits = (size + 3) / 4;
  const std::size_t wholeBytes = (size + 7) / 8 * 2;
  if (hex.size() != digits && hex.size() != wholeBytes) return false;
  for (std::size_t at = 0; at < hex.size() * 4; ++at) {
    const int digit = hexDigit(hex[at / 4]);
    if (digit < 0) return false;
    const bool dark = (digit >> (3 - at % 4)) & 1;
    if (at < size) {
      modules.push_back(dark);
    } else if (dark) {
      return false;
    }
  }
  return true;
}

std::optional<std::vector<bool>> readModules(std::string_view rows, std::size_t size) {
  std::vector<bool> modules;
  modules.reserve(size * size);
  for (std::size_t row = 0; row < size; ++row) {
    const std::size_t slash = rows.find('/');
    const bool last = row + 1 == size;
    if (last != (slash == std::string_view::npos)) return std::nullopt;
    if (!readRow(rows.substr(0, slash), size, modules)) return std::nullopt;
    if (!last) rows.remove_prefix(slash + 1);
  }
  return modules;
}

}  // namespace

std::optional<Pixels> drawQr(std::string_view rows, std::int64_t size) {
  if (size < 21 || size > qrMaximumModules) return std::nullopt;
  const std::optional<std::vector<bool>> modules = readModules(rows, static_cast<std::size_t>(size));
  if (!modules) return std::nullopt;
  const int count = static_cast<int>(size);
  const int scale = (qrMinimumSide + count - 1) / count;
  Pixels pixels;
  pixels.side = count * scale;
  pixels.argb.reserve(static_cast<std::size_t>(pixels.side) * pixels.side);
  for (int y = 0; y < pixels.side; ++y) {
    const int row = y / scale;
    for (int x = 0; x < pixels.side; ++x) {
      pixels.argb.push_back((*modules)[static_cast<std::size_t>(row) * count + x / scale] ? black : white);
    }
  }
  return pixels;
}

}  // namespace genkan::logon
