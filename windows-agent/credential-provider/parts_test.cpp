// The small pure parts: picture, guard, scenario, texts, alternatives.
#include <string>

#include "credential-provider/guard_decision.h"
#include "credential-provider/logon_methods.h"
#include "credential-provider/qr_bitmap.h"
#include "credential-provider/session_scenario.h"
#include "credential-provider/utf16.h"
#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

std::string rowsOf(int size, const char* row) {
  std::string rows;
  for (int at = 0; at < size; ++at) rows += (at == 0 ? "" : "/") + std::string(row);
  return rows;
}

TEST("when rows of modules are drawn, then each is a square of black or white pixels") {
  // 21 modules a row: the first and the last dark; 6 digits, 3 bits of padding.
  const std::optional<Pixels> pixels = drawQr(rowsOf(21, "800008"), 21);
  CHECK(pixels.has_value());
  CHECK_EQUAL(pixels->side, 21 * 20);
  CHECK_EQUAL(pixels->argb.size(), static_cast<std::size_t>(420) * 420);
  CHECK_EQUAL(pixels->argb[0], 0xFF000000u);
  CHECK_EQUAL(pixels->argb[19], 0xFF000000u);
  CHECK_EQUAL(pixels->argb[20], 0xFFFFFFFFu);
  CHECK_EQUAL(pixels->argb[419 * 420 + 419], 0xFF000000u);
}

TEST("when rows are not of that size, then there is no picture") {
  CHECK(!drawQr(rowsOf(21, "800008"), 22));
  CHECK(!drawQr(rowsOf(20, "800008"), 21));
  CHECK(!drawQr(rowsOf(22, "800008"), 21));
  CHECK(!drawQr(rowsOf(21, "80000"), 21));
  CHECK(!drawQr(rowsOf(21, "80000g"), 21));
  CHECK(!drawQr(rowsOf(21, "800009"), 21));
  CHECK(!drawQr("", 21));
  CHECK(!drawQr("", 0));
  CHECK(!drawQr(rowsOf(21, "800008"), -21));
  CHECK(!drawQr(rowsOf(21, "800008"), 9007199254740991));
}

GuardFacts good() {
  GuardFacts facts;
  facts.enforce = true;
  facts.selfTestPassed = true;
  facts.selfTestVersion = "1.0.0";
  facts.heartbeatAgeMs = 1'000;
  facts.ownProviderListed = true;
  return facts;
}

TEST("when every condition holds, then others are hidden, and one that fails shows them") {
  CHECK(decideGuard(good(), "1.0.0") == GuardReason::enforced);
  CHECK(decideGuard({}, "1.0.0") == GuardReason::notEnforced);
  GuardFacts facts = good();
  facts.enforce = false;
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::notEnforced);
  facts = good();
  facts.ownProviderListed = false;
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::providerMissing);
  facts = good();
  facts.selfTestPassed = false;
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::selfTestMissing);
  CHECK(decideGuard(good(), "1.0.1") == GuardReason::selfTestOfOtherVersion);
  facts = good();
  facts.crashCount = 1;
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::enforced);
  facts.crashCount = 2;
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::crashed);
  facts = good();
  facts.heartbeatAgeMs.reset();
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::noHeartbeat);
  for (const std::int64_t age : {120'001LL, -120'001LL, 9'000'000'000'000LL}) {
    facts.heartbeatAgeMs = age;
    CHECK(decideGuard(facts, "1.0.0") == GuardReason::staleHeartbeat);
  }
  facts.heartbeatAgeMs = 120'000;
  CHECK(decideGuard(facts, "1.0.0") == GuardReason::enforced);
}

TEST("when the session is remote, locked by this person or neither, then the scenario says so") {
  SessionFacts session;
  CHECK_EQUAL(scenarioFor(session, "S-1-5-21-1"), "logon");
  session.locked = true;
  session.ownerSid = "S-1-5-21-1";
  CHECK_EQUAL(scenarioFor(session, "S-1-5-21-1"), "unlock");
  CHECK_EQUAL(scenarioFor(session, "S-1-5-21-2"), "logon");
  CHECK_EQUAL(scenarioFor(session, ""), "logon");
  session.remote = true;
  CHECK_EQUAL(scenarioFor(session, "S-1-5-21-1"), "rdp");
  SessionFacts unlock;
  unlock.unlockScenario = true;
  CHECK_EQUAL(scenarioFor(unlock, "S-1-5-21-1"), "unlock");
}

TEST("when metrics or the protocol of the client say so, then the session is remote") {
  CHECK(!isRemote(false, std::nullopt));
  CHECK(!isRemote(false, 0));
  CHECK(isRemote(false, 2));
  CHECK(isRemote(true, 0));
  CHECK(isRemote(true, std::nullopt));
}

TEST("when texts go over the pipe and back, then they are the same") {
  for (const std::u16string text : {u"", u"a", u"太郎", u"\U0001F511鍵", u"\u00e9\u0800\uffff"}) {
    const std::optional<std::string> utf8 = toUtf8(text);
    CHECK(utf8 && toUtf16(*utf8) == text);
  }
  CHECK(!toUtf8(std::u16string(1, char16_t{0xD800})));
  CHECK(!toUtf8(std::u16string(1, char16_t{0xDC00})));
  CHECK(!toUtf16("\xC3"));
  CHECK(!toUtf16("\xED\xA0\x80"));
}

TEST("when alternatives are read, then only words that are known count, all or nothing") {
  CHECK(parseAlternatives("password+otp otp")->size() == 2);
  CHECK(parseAlternatives("")->empty());
  CHECK(!parseAlternatives("password fingerprint"));
  CHECK(!parseAlternatives(" password"));
  CHECK(!parseAlternatives("password "));
  CHECK(!parseAlternatives("password  otp"));
  CHECK(!parseAlternatives("Password"));
  CHECK(!parseAlternatives("otp otp otp otp otp otp"));
  CHECK((*parseAlternatives("password+otp break-glass") == std::vector<Alternative>{Alternative::passwordOtp, Alternative::breakGlass}));
  CHECK_EQUAL(wordOf(Alternative::breakGlass), "break-glass");
}

TEST("when a secret is moved, then the old place holds nothing") {
  Secret one(u"secret");
  Secret two(std::move(one));
  CHECK(one.empty() && two.view() == u"secret");
  two.clear();
  CHECK(two.empty());
}

}  // namespace
}  // namespace genkan::logon
