#include "host/connection_limit.h"
#include "host/guard_text.h"
#include "host/owner_rule.h"
#include "host/rate_limiter.h"
#include "host/recent_logons.h"
#include "host/release_decision.h"
#include "host/release_rule.h"
#include "host/restart_ladder.h"
#include "host/session_table.h"
#include "host/stall_watch.h"
#include "host/vault_codec.h"
#include "wire/testing/check.h"

using namespace genkan::host;
using Verdict = StallWatch::Verdict;

TEST("when an agent ends again and again, then the waits grow to a minute and stay there") {
  RestartLadder ladder;
  std::int64_t before = 0;
  for (int i = 0; i < 8; ++i) {
    const auto wait = ladder.afterEnd(1, 0);
    CHECK(wait > before);
    before = wait;
  }
  CHECK_EQUAL(ladder.afterEnd(1, 0), 60000);
}

TEST("when an agent had been ready for long, then the first wait is short again") {
  RestartLadder ladder;
  for (int i = 0; i < 8; ++i) ladder.afterEnd(1, 1000);
  CHECK_EQUAL(ladder.afterEnd(1, RestartLadder::resetAfterMs - 1), 60000);
  CHECK_EQUAL(ladder.afterEnd(1, RestartLadder::resetAfterMs), 500);
}

TEST("when the settings cannot be read, then the agent is not hurried") {
  RestartLadder ladder;
  CHECK_EQUAL(ladder.afterEnd(RestartLadder::badSettings, 0), RestartLadder::badSettingsWaitMs);
}

TEST("when a key asks too often, then it alone is refused until its window has passed") {
  RateLimiter limiter(2, 1000);
  CHECK(limiter.allow("a", 0));
  CHECK(limiter.allow("a", 10));
  CHECK(!limiter.allow("a", 999));
  CHECK(limiter.allow("b", 999));
  CHECK(limiter.allow("a", 1000));
  CHECK(!limiter.allow("a", 1001));
  CHECK(limiter.allow("a", 1010));
}

TEST("when an agent keeps its lines, then it is left alone") {
  StallWatch watch(60000);
  watch.started(0);
  CHECK(watch.look(100000, std::nullopt, false) == Verdict::fine);
  CHECK(watch.look(100000, std::int64_t{90000}, false) == Verdict::fine);
}

TEST("when an agent keeps nothing and does not answer, then it is asked once and then ended") {
  StallWatch watch(60000);
  watch.started(0);
  CHECK(watch.look(30000, std::int64_t{0}, false) == Verdict::fine);
  CHECK(watch.look(30001, std::int64_t{0}, false) == Verdict::ask);
  CHECK(watch.look(40000, std::int64_t{0}, false) == Verdict::fine);
  CHECK(watch.look(60001, std::int64_t{0}, false) == Verdict::stalled);
}

TEST("when an agent with a full disk still answers, then it goes on judging logons") {
  StallWatch watch(60000);
  watch.started(0);
  std::int64_t asked = 0;
  for (std::int64_t now = 0; now < 3600000; now += 1000) {
    const Verdict verdict = watch.look(now, std::int64_t{0}, false);
    CHECK(verdict != Verdict::stalled);
    if (verdict == Verdict::ask) {
      ++asked;
      watch.answered(now + 5);
    }
  }
  CHECK(asked > 50);
}

TEST("when an agent never gets ready, then it is ended after twice the time") {
  StallWatch watch(60000);
  watch.started(1000);
  CHECK(watch.look(121000, std::nullopt, true) == Verdict::fine);
  CHECK(watch.look(121001, std::nullopt, true) == Verdict::stalled);
}

TEST("when a code alone was accepted for the account, then its password is released once within a minute") {
  ReleaseRule rule;
  rule.checkSent("1", "S-1-5-1", true);
  CHECK(!rule.release("1", "S-1-5-1", 0));
  rule.answered("1", true, 1000);
  CHECK(!rule.release("1", "S-1-5-2", 1001));
  CHECK(!rule.release("2", "S-1-5-1", 1001));
  CHECK(rule.release("1", "S-1-5-1", 61000));
  CHECK(!rule.release("1", "S-1-5-1", 61000));
}

TEST("when a minute has passed, the code was refused, or the password was asked for too, then nothing is released") {
  ReleaseRule late;
  late.checkSent("1", "S", true);
  late.answered("1", true, 0);
  CHECK(!late.release("1", "S", 60001));
  ReleaseRule refused;
  refused.checkSent("1", "S", true);
  refused.answered("1", false, 0);
  refused.answered("1", true, 0);
  CHECK(!refused.release("1", "S", 1));
  ReleaseRule withPassword;
  withPassword.checkSent("1", "S", false);
  withPassword.answered("1", true, 0);
  CHECK(!withPassword.release("1", "S", 1));
}

TEST("when an id is used for two checks, then neither releases anything") {
  ReleaseRule rule;
  rule.checkSent("1", "S-1-5-1", true);
  rule.checkSent("1", "S-1-5-2", true);
  rule.answered("1", true, 0);
  CHECK(!rule.release("1", "S-1-5-2", 1));
  CHECK(!rule.release("1", "S-1-5-1", 1));
}

TEST("when very many checks are sent, then later ones get no release and earlier ones are not forgotten") {
  ReleaseRule rule;
  for (int i = 0; i < 100; ++i) rule.checkSent(std::to_string(i), "S", true);
  rule.answered("0", true, 0);
  rule.answered("99", true, 0);
  CHECK(rule.release("0", "S", 1));
  CHECK(!rule.release("99", "S", 1));
}

TEST("when a session ends and Windows names nobody any more, then who was in it is still known, once") {
  SessionTable table;
  const genkan::wire::Account taro{"S-1-5-21-1", "PC\\taro"};
  CHECK_EQUAL(table.resolve(2, 5, taro).sid, taro.sid);
  CHECK_EQUAL(table.resolve(2, 7, {}).sid, taro.sid);
  CHECK(table.resolve(3, 7, {}).none());
  CHECK_EQUAL(table.resolve(2, 6, {}).sid, taro.sid);
  CHECK(table.resolve(2, 1, {}).none());
}

TEST("when a kept password is written and read, then it is the same, and its length cannot be seen") {
  KeptPassword kept;
  kept.administrator = true;
  kept.sealedKey = std::string(200, 'k');
  kept.nonce = std::string(12, 'n');
  kept.sealed = std::string(paddedBytes + 16, 'c');
  const std::string bytes = writeKept(kept);
  const auto read = readKept(bytes);
  CHECK(read && read->administrator && read->sealedKey == kept.sealedKey && read->nonce == kept.nonce && read->sealed == kept.sealed);
  for (std::size_t length = 0; length < bytes.size(); ++length) CHECK(!readKept(std::string_view(bytes).substr(0, length)));
  CHECK(!readKept(bytes + "x"));
  CHECK(!readKept(staleMark));
  CHECK_EQUAL(pad("a")->size(), pad(std::string(longestPassword, 'x'))->size());
  CHECK(!pad(std::string(longestPassword + 1, 'x')));
  CHECK(unpad(*pad("守p")) == std::string("守p"));
  CHECK(!unpad(std::string(paddedBytes, '\xFF')));
}

TEST("when the policy of the logon screen is not exactly its three words, then it is refused") {
  const auto guard = readGuard(R"({"enforce":true,"keepPasswords":false,"keepAdministratorPasswords":true})");
  CHECK(guard && guard->enforce && !guard->keepPasswords && guard->keepAdministratorPasswords);
  for (const char* text : {"", "{}", R"({"enforce":true,"keepPasswords":false})", R"({"enforce":1,"keepPasswords":false,"keepAdministratorPasswords":true})",
                           R"({"enforce":true,"keepPasswords":false,"keepAdministratorPasswords":true,"more":true})"}) {
    CHECK(!readGuard(text));
  }
}

TEST("when a file belongs to a person or to nobody known, then it is not trusted, also if he is an administrator") {
  CHECK(isTrustedOwner("S-1-5-18"));
  CHECK(isTrustedOwner("S-1-5-32-544"));
  for (const char* sid : {"", "S-1-5-32-545", "S-1-5-32-5440", "S-1-5-21-1-2-3-500", "S-1-5-19", "S-1-5-20", "S-1-1-0", "s-1-5-18"}) CHECK(!isTrustedOwner(sid));
}

TEST("when an account has become an administrator, then its kept password is refused and deleted, unless policy allows administrators") {
  const Guard users{true, true, false};
  CHECK(decideRelease(users, Membership::notMember) == ReleaseDecision::give);
  CHECK(decideRelease(users, Membership::member) == ReleaseDecision::refuseAndForget);
  // Nothing is lost because a domain controller is away, and nothing is given either.
  CHECK(decideRelease(users, Membership::unknown) == ReleaseDecision::refuse);
  for (const auto membership : {Membership::notMember, Membership::member, Membership::unknown}) {
    CHECK(decideRelease(Guard{true, true, true}, membership) == ReleaseDecision::give);
    CHECK(decideRelease(Guard{true, false, true}, membership) == ReleaseDecision::refuse);
  }
}

TEST("when somebody holds as many connections as one may, then one more is told so, the rest are cut off, and others are served") {
  using Verdict = ConnectionLimit::Verdict;
  ConnectionLimit limit(3, 1);
  for (int i = 0; i < 3; ++i) CHECK(limit.came("a") == Verdict::serve);
  CHECK(limit.came("a") == Verdict::refuse);
  for (int i = 0; i < 100; ++i) CHECK(limit.came("a") == Verdict::drop);
  CHECK(limit.came("b") == Verdict::serve);
  limit.gone("a", Verdict::refuse);
  CHECK(limit.came("a") == Verdict::refuse);
  limit.gone("a", Verdict::serve);
  CHECK(limit.came("a") == Verdict::serve);
  CHECK(limit.came("a") == Verdict::drop);
}

TEST("when everybody has gone, then nothing is remembered of them, and a wrong word about it opens no room") {
  using Verdict = ConnectionLimit::Verdict;
  ConnectionLimit limit(1, 1);
  limit.gone("a", Verdict::serve);
  CHECK(limit.came("a") == Verdict::serve);
  limit.gone("a", Verdict::drop);
  limit.gone("a", Verdict::refuse);
  CHECK(limit.came("a") == Verdict::refuse);
  limit.gone("a", Verdict::serve);
  limit.gone("a", Verdict::refuse);
  CHECK(limit.came("a") == Verdict::serve);
}

TEST("when many log on at once, then the newest are known, whatever their names, and after ten seconds nobody is") {
  RecentLogons logons;
  // The last to come has the name that sorts first.
  for (int i = 0; i < 400; ++i) logons.note("S-1-5-21-" + std::to_string(900 - i), static_cast<unsigned long>(i), i);
  CHECK(logons.sessionOf("S-1-5-21-501", 400) == 399ul);
  CHECK(logons.sessionOf("S-1-5-21-756", 400) == 144ul);
  CHECK(!logons.sessionOf("S-1-5-21-757", 400));
  CHECK(logons.sessionOf("S-1-5-21-501", 399 + RecentLogons::recentMs) == 399ul);
  CHECK(!logons.sessionOf("S-1-5-21-501", 400 + RecentLogons::recentMs));
  CHECK(!logons.sessionOf("S-1-5-21-1", 400));
  logons.note("S-1-5-21-501", 7, 500);
  CHECK(logons.sessionOf("S-1-5-21-501", 500) == 7ul);
}
