#include "credential-provider/bitmap.h"

namespace genkan::provider {

HBITMAP makeBitmap(const logon::Pixels& pixels) noexcept {
  BITMAPINFO info{};
  info.bmiHeader.biSize = sizeof info.bmiHeader;
  info.bmiHeader.biWidth = pixels.side;
  info.bmiHeader.biHeight = -pixels.side;  // first row on top
  info.bmiHeader.biPlanes = 1;
  info.bmiHeader.biBitCount = 32;
  info.bmiHeader.biCompression = BI_RGB;
  void* bits = nullptr;
  const HBITMAP bitmap = CreateDIBSection(nullptr, &info, DIB_RGB_COLORS, &bits, nullptr, 0);
  if (bitmap == nullptr || bits == nullptr) return bitmap;
  auto* to = static_cast<std::uint32_t*>(bits);
  for (const std::uint32_t pixel : pixels.argb) *to++ = pixel;
  return bitmap;
}

// A doorway: two posts and a lintel, white on Genkan's blue.
logon::Pixels drawLogo() {
  constexpr int side = 128;
  constexpr std::uint32_t blue = 0xFF1F4E79u;
  constexpr std::uint32_t white = 0xFFFFFFFFu;
  logon::Pixels pixels;
  pixels.side = side;
  pixels.argb.assign(static_cast<std::size_t>(side) * side, blue);
  const auto fill = [&pixels](int left, int top, int right, int bottom) {
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) pixels.argb[static_cast<std::size_t>(y) * side + x] = white;
    }
  };
  fill(20, 28, 108, 40);
  fill(30, 52, 98, 60);
  fill(36, 40, 48, 104);
  fill(80, 40, 92, 104);
  return pixels;
}

}  // namespace genkan::provider
