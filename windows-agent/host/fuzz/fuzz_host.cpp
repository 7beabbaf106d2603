// Changed spill files, kept passwords, client messages, answers of the agent, settings and proxy lists. Deterministic; the sanitizers judge.
// With clang: -fsanitize=fuzzer -DGENKAN_LIBFUZZER.
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <random>
#include <string>

#include "host/agent_settings.h"
#include "host/connection.h"
#include "host/proxy_text.h"
#include "host/spill_codec.h"
#include "host/vault_codec.h"

namespace {

using namespace genkan::host;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

unsigned long forwarded = 0;

void readAll(const std::string& bytes) {
  const ReadSpill spill = readSpill(bytes);
  require(spill.goodBytes <= bytes.size() && spill.torn == (spill.goodBytes != bytes.size()));
  if (const auto kept = readKept(bytes)) require(writeKept(*kept) == bytes);

  Connection user(Peer{PipeKind::user, 1, 1, {"S-1-5-21-1", "PC\\taro"}});
  const Route ofUser = user.route(bytes);
  require(ofUser.kind != Route::Kind::forward || ofUser.type == "state");
  Connection auth(Peer{PipeKind::auth, 1, 1, {}});
  const Route ofAuth = auth.route(bytes);
  if (ofAuth.kind == Route::Kind::forward) {
    ++forwarded;
    require(ofAuth.type.compare(0, 5, "host-") != 0 && !ofAuth.id.empty());
    auth.asked(ofAuth.id);
  }
  auth.answered(bytes, 0);
  // Without an accepted check nothing is ever released.
  require(!auth.releaseRule().release(ofAuth.id, "S-1-5-21-1", 0) || bytes.find("verdict") != std::string::npos);

  std::string problem;
  SettingsChange change;
  change.server = "https://a";
  const auto settings = changeSettings(bytes, change, problem);
  require(settings.has_value() == problem.empty());
  httpsProxyOf(bytes.substr(0, 256));
  isBypassed("gw.example.jp", bytes.substr(0, 256));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  readAll(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

#ifndef GENKAN_LIBFUZZER
int main() {
  KeptPassword kept;
  kept.sealedKey = "key";
  kept.nonce = std::string(12, 'n');
  kept.sealed = std::string(paddedBytes + 16, 'c');
  const std::string seeds[] = {
      spillBegin("b", "1/1/0") + spillLine("b", "H 1 1/1/0") + spillLine("b", "T 2 stop 1/1/0"),
      writeKept(kept),
      R"({"v":1,"id":"1","t":"check","windowsSid":"S-1-5-21-1","factors":"otp","code":"123456"})",
      R"({"v":1,"id":"2","t":"state"})",
      R"({"v":1,"id":"3","t":"host-prove","password":"x"})",
      R"({"v":1,"id":"1","t":"verdict","outcome":"accepted"})",
      R"({"server":"https://a","policyRefreshSeconds":60})",
      "http=a:80;https=b:443 <local>;*.example.jp",
  };
  std::mt19937 random(20261125);
  for (int round = 0; round < 200000; ++round) {
    std::string bytes = seeds[random() % std::size(seeds)];
    for (unsigned change = random() % 4; change > 0 && !bytes.empty(); --change) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0: bytes[at] = static_cast<char>(random()); break;
        case 1: bytes.erase(at, 1 + random() % 4); break;
        default: bytes.insert(at, 1, static_cast<char>(random())); break;
      }
    }
    readAll(bytes);
  }
  std::printf("200000 inputs, %lu messages forwarded\n", forwarded);
  return forwarded > 1000 ? 0 : 1;
}
#endif
