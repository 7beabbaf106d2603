#include "credential-provider/kerb_blob.h"

#include <cstdlib>
#include <memory>

#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

std::uint64_t at(const Blob& blob, std::size_t offset, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t byte = 0; byte < bytes; ++byte) value |= static_cast<std::uint64_t>(blob.data()[offset + byte]) << (8 * byte);
  return value;
}

TEST("when a logon is packed, then each field lies where KERB_INTERACTIVE_UNLOCK_LOGON has it") {
  const std::optional<Blob> blob = packLogon(kerbWorkstationUnlockLogon, u"PC", u"太郎", u"pass");
  CHECK(blob.has_value());
  CHECK_EQUAL(blob->size(), std::size_t{64 + 4 + 4 + 8});
  CHECK_EQUAL(at(*blob, 0, 4), 7u);
  const std::uint64_t expected[3][3] = {{4, 4, 64}, {4, 4, 68}, {8, 8, 72}};
  for (std::size_t text = 0; text < 3; ++text) {
    CHECK_EQUAL(at(*blob, 8 + 16 * text, 2), expected[text][0]);
    CHECK_EQUAL(at(*blob, 10 + 16 * text, 2), expected[text][1]);
    CHECK_EQUAL(at(*blob, 12 + 16 * text, 4), 0u);
    CHECK_EQUAL(at(*blob, 16 + 16 * text, 8), expected[text][2]);
  }
  CHECK_EQUAL(at(*blob, 56, 8), 0u);
  CHECK_EQUAL(at(*blob, 68, 2), std::uint64_t{0x592A});
}

TEST("when a change is packed, then four texts follow 80 bytes and nobody is impersonated") {
  const std::optional<Blob> blob = packPasswordChange(u"D", u"u", u"old", u"newer");
  CHECK(blob.has_value());
  CHECK_EQUAL(at(*blob, 0, 4), 7u);
  CHECK_EQUAL(at(*blob, 16, 8), 80u);
  CHECK_EQUAL(at(*blob, 56, 2), 10u);
  CHECK_EQUAL(at(*blob, 64, 8), std::uint64_t{80 + 2 + 2 + 6});
  CHECK_EQUAL(at(*blob, 72, 8), 0u);
  CHECK_EQUAL(blob->size(), std::size_t{80 + 2 + 2 + 6 + 10});
}

TEST("when a text is longer than a UNICODE_STRING holds, then nothing is packed") {
  CHECK(packLogon(2, u"", u"u", std::u16string(32767, u'x')).has_value());
  CHECK(!packLogon(2, u"", u"u", std::u16string(32768, u'x')).has_value());
}

TEST("when a packed logon is read, then it is what was packed") {
  const std::optional<Blob> blob = packLogon(kerbInteractiveLogon, u"DOM", u"user", u"secret");
  const std::optional<KerbLogon> read = unpackLogon(blob->data(), blob->size());
  CHECK(read && read->domain == u"DOM" && read->user == u"user" && read->password.view() == u"secret");
}

TEST("when what came from afar cannot be read, then what stands for it cannot be read either") {
  CHECK(!unpackLogon(unreadableLogon, sizeof unreadableLogon));
  const unsigned char some[] = {2, 0, 0, 0};
  CHECK((handedOver(some, sizeof some) == std::pair<const unsigned char*, std::size_t>(some, sizeof some)));
  const std::pair<const unsigned char*, std::size_t> stub(unreadableLogon, sizeof unreadableLogon);
  CHECK(handedOver(nullptr, 0) == stub);
  CHECK(handedOver(nullptr, 80) == stub);
  CHECK(handedOver(some, 0) == stub);
  CHECK(handedOver(some, kerbMaximumBytes) == (std::pair<const unsigned char*, std::size_t>(some, kerbMaximumBytes)));
  CHECK(handedOver(some, kerbMaximumBytes + 1) == stub);
}

TEST("when a 32-bit caller packed it, then it is read too") {
  const unsigned char bytes[] = {2, 0, 0, 0, 2, 0, 2, 0, 36, 0, 0, 0, 4, 0, 4, 0, 38, 0, 0, 0, 2, 0, 2, 0, 42, 0, 0, 0, 0, 0, 0, 0,
                                 0, 0, 0, 0, 'D', 0, 'u', 0, 'v', 0, 'p', 0};
  const std::optional<KerbLogon> read = unpackLogon(bytes, sizeof bytes);
  CHECK(read && read->domain == u"D" && read->user == u"uv" && read->password.view() == u"p");
}

TEST("when a KERB_INTERACTIVE_LOGON comes, which ends before the logon id, then its texts may lie there") {
  const unsigned char of64[] = {2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 56, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0,
                                58, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 'D', 0, 'u', 0, 'p', 0};
  std::optional<KerbLogon> read = unpackLogon(of64, sizeof of64);
  CHECK(read && read->domain == u"D" && read->user == u"u" && read->password.view() == u"p");
  const unsigned char of32[] = {2, 0, 0, 0, 2, 0, 2, 0, 28, 0, 0, 0, 2, 0, 2, 0, 30, 0, 0, 0, 2, 0, 2, 0, 32, 0, 0, 0, 'D', 0, 'u', 0, 'p', 0};
  read = unpackLogon(of32, sizeof of32);
  CHECK(read && read->domain == u"D" && read->user == u"u" && read->password.view() == u"p");
  // An unlock has the logon id there.
  unsigned char unlock[sizeof of64];
  for (std::size_t byte = 0; byte < sizeof of64; ++byte) unlock[byte] = of64[byte];
  unlock[0] = 7;
  CHECK(!unpackLogon(unlock, sizeof unlock));
}

struct BadRow {
  const char* name;
  std::size_t offset;
  std::uint64_t value;
  std::size_t bytes;
};

TEST("when a length or an offset points elsewhere, then nothing is read") {
  const BadRow rows[] = {
      {"other message type", 0, 6, 4},     {"odd length", 24, 7, 2},          {"length above maximum", 24, 10, 2}, {"offset into the structure", 32, 8, 8},
      {"offset behind the end", 32, 999, 8}, {"offset that wraps", 32, ~0ull - 1, 8}, {"password behind the end", 48, 83, 8},
  };
  for (const BadRow& row : rows) {
    std::optional<Blob> blob = packLogon(kerbInteractiveLogon, u"DOM", u"user", u"pw");
    for (std::size_t byte = 0; byte < row.bytes; ++byte) blob->data()[row.offset + byte] = static_cast<unsigned char>(row.value >> (8 * byte));
    if (unpackLogon(blob->data(), blob->size())) std::printf("  row: %s\n", row.name);
    CHECK(!unpackLogon(blob->data(), blob->size()));
  }
  CHECK(!unpackLogon(nullptr, 64));
  CHECK(!unpackLogon(packLogon(2, u"DOM", u"", u"pw")->data(), 74));
}

TEST("when a text has a NUL within, then nothing is read: Windows would see another name") {
  const std::optional<Blob> blob = packLogon(2, u"D", std::u16string(u"ad\0min", 6), u"pw");
  CHECK(!unpackLogon(blob->data(), blob->size()));
  const std::optional<Blob> ending = packLogon(2, u"D", std::u16string(u"user\0", 5), u"pw");
  CHECK(unpackLogon(ending->data(), ending->size())->user == u"user");
}

// The same as a KERB_INTERACTIVE_LOGON: 8 bytes less, every offset too.
Blob withoutLogonId(const Blob& full) {
  Blob shorter(full.size() - 8);
  for (std::size_t byte = 0; byte < shorter.size(); ++byte) shorter.data()[byte] = full.data()[byte < 56 ? byte : byte + 8];
  for (const std::size_t pointer : {16u, 32u, 48u}) shorter.data()[pointer] = static_cast<unsigned char>(shorter.data()[pointer] - 8);
  return shorter;
}

TEST("when 300,000 blobs are changed at random, then none reads outside its bytes") {
  std::uint32_t state = 88172645u;
  const auto random = [&state]() { return state ^= state << 13, state ^= state >> 17, state ^= state << 5; };
  unsigned read = 0;
  for (int round = 0; round < 300'000; ++round) {
    std::optional<Blob> good = packLogon(random() % 2 ? 2 : 7, u"DOMAIN", u"user.name", u"a password");
    if (random() % 2) good = withoutLogonId(*good);
    const std::size_t size = random() % 3 == 0 ? random() % (good->size() + 1) : good->size();
    // Of the exact size, so that the sanitizer sees one byte too far.
    const auto bytes = std::make_unique<unsigned char[]>(size);
    for (std::size_t byte = 0; byte < size; ++byte) bytes[byte] = good->data()[byte];
    // Lengths and offsets are where it hurts.
    for (std::uint32_t change = random() % 6; change > 0 && size > 0; --change) {
      bytes[random() % (random() % 2 ? size : (size < 64 ? size : 64))] = static_cast<unsigned char>(random() % 4 == 0 ? 0 : random());
    }
    if (unpackLogon(bytes.get(), size)) ++read;
  }
  CHECK(read > 0);
  CHECK(read < 300'000);
}

TEST("when a name is split, then domain and user are apart") {
  CHECK(splitQualifiedName(u"PC\\taro").domain == u"PC" && splitQualifiedName(u"PC\\taro").user == u"taro");
  CHECK(splitQualifiedName(u"taro@corp.example").domain.empty() && splitQualifiedName(u"taro@corp.example").user == u"taro@corp.example");
}

}  // namespace
}  // namespace genkan::logon
