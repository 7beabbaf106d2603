// A million changed frames through everything that reads what comes over a pipe. Deterministic; the sanitizers judge.
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include "wire/host_line.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/line_reader.h"

namespace {

using namespace genkan::wire;

unsigned long read = 0;

// One piece of a stream; the reader keeps what an earlier piece began.
void feed(LineReader& reader, std::string_view bytes) {
  reader.feed(bytes, [](LineState state, std::string_view line) {
    if (state != LineState::ok) return;
    parseAgentLine(line);
    numberOfLine(line);
    const auto object = readFlatJson(line);
    if (!object) return;
    ++read;
    // What was read can be written, and means the same again.
    const std::string written = writeFlatJson(*object);
    const auto again = readFlatJson(written);
    if (!again || writeFlatJson(*again) != written) __builtin_trap();
  });
}

}  // namespace

// With clang: -fsanitize=fuzzer -DGENKAN_LIBFUZZER.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  LineReader reader(512);
  feed(reader, {reinterpret_cast<const char*>(data), size});
  return 0;
}

#ifndef GENKAN_LIBFUZZER
int main() {
  const std::string seeds[] = {
      "{\"v\":1,\"id\":\"1\",\"t\":\"check\",\"windowsSid\":\"S-1-5-21-1-2-3-1001\",\"scenario\":\"logon\",\"factors\":\"password+otp\",\"code\":\"123456\"}\n",
      "{\"v\":1,\"id\":\"\\ud83d\\ude00\",\"t\":\"host-prove\",\"password\":\"\\u592a\\\"\\\\\",\"n\":-12,\"b\":true}\r\n",
      "Q 4 seal 00ff\nK 12\nP 3 {\"v\":1,\"id\":\"a b\"}\nR\n",
      "D 7 0\nC 3\nQ 9 sessions \n",
  };
  std::mt19937 random(20261124);
  LineReader reader(512);
  for (int round = 0; round < 1000000; ++round) {
    std::string frame = seeds[random() % std::size(seeds)];
    for (unsigned change = random() % 6; change > 0 && !frame.empty(); --change) {
      const std::size_t at = random() % frame.size();
      switch (random() % 4) {
        case 0: frame[at] = static_cast<char>(random()); break;
        case 1: frame.erase(at, 1 + random() % 4); break;
        case 2: frame.insert(at, 1, static_cast<char>(random())); break;
        default: frame.insert(at, frame, random() % frame.size(), random() % 32); break;
      }
    }
    feed(reader, frame);
  }
  std::printf("1000000 frames, %lu objects read\n", read);
  return read > 1000 ? 0 : 1;
}
#endif
