// CRC-32 of ISO 3309 (polynomial 0xEDB88320), as zlib has it: "123456789" gives 0xCBF43926.
#pragma once

#include <cstdint>
#include <string_view>

namespace genkan::wire {

inline std::uint32_t crc32(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

}  // namespace genkan::wire
