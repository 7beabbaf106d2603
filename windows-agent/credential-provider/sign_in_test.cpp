// The whole way from submit to a packed credential, over lines of JSON as host and agent write them.
#include "credential-provider/sign_in.h"

#include <functional>
#include <vector>

#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

using Answers = std::function<std::string(const wire::JsonObject&)>;

// A host at the other end of the line: what it was asked, and what it answers.
struct Host final : public Broker {
  Answers answers;
  LineResult opens = LineResult::ok;
  LineResult exchanges = LineResult::ok;
  bool starting = false;
  std::vector<std::string> asked;
  int connections = 0;

  struct Line final : public BrokerLine {
    explicit Line(Host& host) : host(host) {}
    LineResult exchange(const std::string& request, std::string& answer, Milliseconds, Progress& progress) override {
      if (!progress.goesOn()) return LineResult::cancelled;
      if (host.exchanges != LineResult::ok) return host.exchanges;
      const std::optional<wire::JsonObject> question = wire::readFlatJson(request);
      CHECK(question.has_value());
      host.asked.push_back(*question->text("t"));
      answer = host.answers(*question);
      return LineResult::ok;
    }
    Host& host;
  };

  LineResult open(std::unique_ptr<BrokerLine>& line, Progress&) override {
    if (opens != LineResult::ok) return opens;
    ++connections;
    line = std::make_unique<Line>(*this);
    return LineResult::ok;
  }
  bool isStarting() override { return starting; }
};

struct Pc final : public Machine {
  SessionFacts facts;
  int ids = 0;
  FoundAccount findAccount(std::u16string_view name, Progress&) override {
    time += lookUpTakes;
    if (cancelled != nullptr) return *cancelled = false, FoundAccount{};
    if (name == u"taro") return {AccountLookup::found, "S-1-5-21-1", u"PC\\taro"};
    return {AccountLookup::unknown, {}, {}};
  }
  SessionFacts session() override { return facts; }
  Milliseconds time = 1'000;
  Milliseconds lookUpTakes = 0;
  bool* cancelled = nullptr;
  Milliseconds now() override { return time; }
  std::string newId() override { return "id" + std::to_string(++ids); }
};

struct Person final : public Progress {
  bool stays = true;
  bool goesOn() override { return stays; }
  void say(Text, Language) override {}
};

std::string reply(const wire::JsonObject& question, const char* type, std::initializer_list<std::pair<const char*, const char*>> fields) {
  wire::JsonObject answer;
  answer.add("v", wire::JsonValue(std::int64_t{1}));
  answer.add("id", wire::JsonValue(*question.text("id")));
  answer.add("t", type);
  for (const auto& [name, value] : fields) answer.add(name, value);
  if (std::string(type) == "methods") answer.add("linked", wire::JsonValue(true));
  if (std::string(type) == "otp-offer") answer.add("qrSize", wire::JsonValue(std::int64_t{21}));
  return wire::writeFlatJson(answer);
}

// Takes the code 123456 and the password "right".
std::string usual(const wire::JsonObject& question, const char* alternatives, const char* vault) {
  const std::string type = *question.text("t");
  if (type == "methods") return reply(question, "methods", {{"alternatives", alternatives}, {"language", "ja"}});
  if (type == "host-vault-state") return reply(question, "host-vault-state", {{"state", vault}});
  if (type == "check" && *question.text("code") == "123456") return reply(question, "verdict", {{"outcome", "accepted"}});
  if (type == "check") return reply(question, "verdict", {{"outcome", "refused"}, {"message", "logon-refused"}});
  if (type == "host-vault-release" && std::string(vault) == "kept") return reply(question, "host-vault-password", {{"password", "保管"}});
  if (type == "host-vault-release") return reply(question, "host-refused", {{"message", "no-password"}});
  if (type == "host-prove" && *question.text("password") == "right") return reply(question, "host-proved", {});
  if (type == "host-prove") return reply(question, "host-refused", {{"message", "password-wrong"}});
  if (type == "otp-registration-start") return reply(question, "otp-offer", {{"registrationId", "r1"}, {"uri", "otpauth://x"}, {"secret", "ABCDEFGH"}, {"expiresAt", "t"}, {"qr", "0"}});
  if (type == "otp-registration-confirm" && *question.text("code") == "123456") return reply(question, "otp-confirmed", {});
  if (type == "otp-registration-confirm") return reply(question, "refused", {{"message", "registration-code-refused"}});
  return reply(question, "error", {{"message", "unknown-type"}});
}

struct Scene {
  Host host;
  Pc pc;
  Person person;
  SignIn signIn{host, pc};
  Tile tile;
  explicit Scene(const char* alternatives, const char* vault = "none", bool isOther = false)
      : tile(isOther ? TileAccount{"", u"", u"", true, false} : TileAccount{"S-1-5-21-1", u"PC\\taro", u"taro", false, false}, Language::english) {
    host.answers = [=](const wire::JsonObject& question) { return usual(question, alternatives, vault); };
  }
  Task submit(const char16_t* password, const char16_t* code) {
    tile.type(Field::password, password, 1'000);
    tile.type(Field::codeFirst, code, 1'000);
    return signIn.run(tile, tile.submit(1'000), person);
  }
};

TEST("when password and code are right, then methods and check are all that is asked, in this scenario") {
  Scene scene("password+otp");
  scene.pc.facts = {false, true, "S-1-5-21-1", false};
  scene.host.answers = [](const wire::JsonObject& question) {
    CHECK_EQUAL(*question.text("scenario"), "unlock");
    CHECK_EQUAL(*question.text("windowsSid"), "S-1-5-21-1");
    // The password stays in this process.
    CHECK(question.text("password") == nullptr);
    if (*question.text("t") == "check") CHECK_EQUAL(*question.text("factors"), "password+otp");
    return usual(question, "password+otp", "none");
  };
  CHECK(scene.submit(u"pw", u"123456") == Task::packLogon);
  CHECK((scene.host.asked == std::vector<std::string>{"methods", "check"}));
  CHECK(scene.host.connections == 1);
}

TEST("when the code is wrong, then there is one question and one try") {
  Scene scene("password+otp");
  CHECK(scene.submit(u"pw", u"000000") == Task::askPerson);
  CHECK(scene.tile.status().text == Text::refused);
  CHECK((scene.host.asked == std::vector<std::string>{"methods", "check"}));
}

TEST("when the code alone logs on, then the kept password is released for that check on that connection") {
  Scene scene("otp", "kept");
  std::string checkId;
  scene.host.answers = [&](const wire::JsonObject& question) {
    if (*question.text("t") == "check") checkId = *question.text("id");
    if (*question.text("t") == "host-vault-release") CHECK_EQUAL(*question.text("checkId"), checkId);
    return usual(question, "otp", "kept");
  };
  CHECK(scene.submit(u"", u"123456") == Task::packLogon);
  CHECK(scene.tile.takeLogon().password.view() == u"保管");
  CHECK(scene.host.connections == 1);
}

struct SilentRow {
  const char* name;
  LineResult opens;
  LineResult exchanges;
  bool starting;
  Text text;
};

TEST("when the break-glass code is used, then the check names it and the account, and no password is released") {
  Scene scene("password+otp break-glass", "kept");
  scene.host.answers = [](const wire::JsonObject& question) {
    if (*question.text("t") == "check") {
      CHECK_EQUAL(*question.text("factors"), "break-glass");
      CHECK_EQUAL(*question.text("code"), "ABCD-EFGH");
      CHECK_EQUAL(*question.text("windowsAccount"), "PC\\taro");
      return reply(question, "verdict", {{"outcome", "accepted"}});
    }
    return usual(question, "password+otp break-glass", "kept");
  };
  CHECK(scene.submit(u"", u"") == Task::askPerson);
  scene.tile.press(Field::otherMethod);
  scene.tile.type(Field::breakGlassCode, u"ABCD-EFGH", 1'000);
  scene.host.asked.clear();
  CHECK(scene.submit(u"pw", u"") == Task::packLogon);
  CHECK((scene.host.asked == std::vector<std::string>{"methods", "check"}));
}

TEST("when nobody answers, then nobody gets in, and the word says whether it may come yet") {
  const SilentRow rows[] = {
      {"no pipe", LineResult::absent, LineResult::ok, false, Text::unavailable},
      {"no pipe yet", LineResult::absent, LineResult::ok, true, Text::starting},
      {"pipe of a stranger", LineResult::failed, LineResult::ok, true, Text::unavailable},
      {"all instances busy", LineResult::timedOut, LineResult::ok, true, Text::unavailable},
      {"no answer in time", LineResult::ok, LineResult::timedOut, false, Text::unavailable},
      {"line broken", LineResult::ok, LineResult::failed, false, Text::unavailable},
      {"cancelled", LineResult::ok, LineResult::cancelled, false, Text::none},
  };
  for (const SilentRow& row : rows) {
    Scene scene("password");
    scene.host.opens = row.opens;
    scene.host.exchanges = row.exchanges;
    scene.host.starting = row.starting;
    CHECK(scene.submit(u"pw", u"") == Task::askPerson);
    if (scene.tile.status().text != row.text) std::printf("  row: %s\n", row.name);
    CHECK(scene.tile.status().text == row.text);
  }
}

TEST("when the answer is not to this question or not as agreed, then nobody gets in") {
  const char* const answers[] = {
      "",
      "{",
      "[]",
      R"({"v":1,"id":"other","t":"methods","alternatives":"password","linked":true,"language":"ja"})",
      R"({"v":2,"id":"id1","t":"methods","alternatives":"password","linked":true,"language":"ja"})",
      R"({"v":1,"id":"id1","t":"state","alternatives":"password","linked":true,"language":"ja"})",
      R"({"v":1,"id":"id1","t":"methods","alternatives":"passwort","linked":true,"language":"ja"})",
      R"({"v":1,"id":"id1","t":"methods","alternatives":"password","linked":"yes","language":"ja"})",
      R"({"v":1,"id":"id1","t":"methods","alternatives":"password","linked":true,"language":"fr"})",
      R"({"v":1,"id":"id1","t":"methods","linked":true,"language":"ja"})",
      R"({"v":1,"id":"id1","t":"methods","alternatives":"","linked":true,"language":"ja"})",
      R"({"v":1,"id":"id1","t":"error","message":"internal"})",
  };
  for (const char* answer : answers) {
    Scene scene("password");
    scene.host.answers = [answer](const wire::JsonObject&) { return std::string(answer); };
    if (scene.submit(u"pw", u"") != Task::askPerson) {
      std::printf("  answer: %s\n", answer);
      CHECK(false);
    }
  }
  for (const char* outcome : {"Accepted", "", "unavailable"}) {
    Scene scene("otp+password");
    scene.host.answers = [outcome](const wire::JsonObject& question) {
      return *question.text("t") == "check" ? reply(question, "verdict", {{"outcome", outcome}}) : usual(question, "otp+password", "none");
    };
    CHECK(scene.submit(u"pw", u"123456") == Task::askPerson);
    CHECK(scene.tile.status().text == Text::unavailable);
  }
}

TEST("when the agent is away, then the host says whether it is starting") {
  for (const bool starting : {true, false}) {
    Scene scene("password");
    scene.host.answers = [starting](const wire::JsonObject& question) {
      if (*question.text("t") == "host-status") return reply(question, "host-status", {{"agent", starting ? "starting" : "away"}, {"version", "1"}});
      return reply(question, "error", {{"message", "agent-away"}});
    };
    CHECK(scene.submit(u"pw", u"") == Task::askPerson);
    CHECK(scene.tile.status().text == (starting ? Text::starting : Text::unavailable));
  }
}

TEST("when a name is typed that exists or not, then both are asked about alike and only one goes to Windows") {
  Scene scene("password", "none", true);
  scene.tile.type(Field::userName, u"taro", 1'000);
  CHECK(scene.submit(u"pw", u"") == Task::packLogon);
  CHECK(scene.tile.takeLogon().qualifiedName == u"PC\\taro");
  Scene nobody("password", "none", true);
  nobody.tile.type(Field::userName, u"nobody", 1'000);
  nobody.host.answers = [](const wire::JsonObject& question) {
    CHECK_EQUAL(*question.text("windowsSid"), "S-1-0-0");
    return usual(question, "password", "none");
  };
  CHECK(nobody.submit(u"pw", u"") == Task::askPerson);
  CHECK(nobody.tile.status().text == Text::refused);
  CHECK((nobody.host.asked == std::vector<std::string>{"methods"}));
}

TEST("when a person registers on the tile, then the proven connection lives until it is confirmed") {
  Scene scene("");
  scene.host.answers = [](const wire::JsonObject& question) {
    if (*question.text("t") == "methods") return reply(question, "methods", {{"alternatives", ""}, {"language", "en"}, {"message", "otp-not-registered"}});
    return usual(question, "", "none");
  };
  CHECK(scene.submit(u"right", u"") == Task::askPerson);
  CHECK(scene.tile.phase() == Phase::registrationCode);
  CHECK_EQUAL(scene.tile.offer().key, "ABCD EFGH");
  CHECK(scene.host.connections == 2);
  scene.tile.type(Field::codeFirst, u"000000", 1'000);
  CHECK(scene.signIn.run(scene.tile, scene.tile.submit(1'000), scene.person) == Task::askPerson);
  CHECK(scene.tile.status().text == Text::registrationCodeRefused);
  scene.tile.type(Field::codeFirst, u"123456", 1'000);
  CHECK(scene.signIn.run(scene.tile, scene.tile.submit(1'000), scene.person) == Task::askPerson);
  CHECK(scene.tile.status().text == Text::registered);
  CHECK(scene.host.connections == 2);
}

TEST("when the password of a registration is wrong, then no registration is asked for") {
  Scene scene("");
  scene.host.answers = [](const wire::JsonObject& question) {
    if (*question.text("t") == "methods") return reply(question, "methods", {{"alternatives", ""}, {"language", "en"}, {"message", "otp-not-registered"}});
    return usual(question, "", "none");
  };
  CHECK(scene.submit(u"wrong", u"") == Task::askPerson);
  CHECK(scene.tile.status().text == Text::refused);
  CHECK((scene.host.asked == std::vector<std::string>{"methods", "host-prove"}));
}

TEST("when the whole screen waits, then a host that is quick is heard and one that is slow counts as away, with a word") {
  Scene quick("password+otp");
  quick.tile.type(Field::password, u"pw", 1'000);
  quick.tile.type(Field::codeFirst, u"123456", 1'000);
  CHECK(quick.signIn.runWithin(2'500, quick.tile, quick.tile.submit(1'000), quick.person) == Task::packLogon);

  Scene slow("password+otp");
  slow.host.answers = [&slow](const wire::JsonObject& question) {
    slow.pc.time += 2'500;
    return usual(question, "password+otp", "none");
  };
  slow.tile.type(Field::password, u"pw", 1'000);
  slow.tile.type(Field::codeFirst, u"123456", 1'000);
  CHECK(slow.signIn.runWithin(2'500, slow.tile, slow.tile.submit(1'000), slow.person) == Task::askPerson);
  CHECK(slow.tile.status().text == Text::unavailable);
  CHECK(slow.tile.password().empty() && slow.tile.code().empty());
  CHECK((slow.host.asked == std::vector<std::string>{"methods"}));

  Scene gone("password+otp");
  gone.person.stays = false;
  CHECK(gone.signIn.runWithin(2'500, gone.tile, gone.tile.submit(1'000), gone.person) == Task::askPerson);
  CHECK(gone.tile.status().text == Text::none);
}

TEST("when the name is looked up for longer than anybody waits, then nothing more is asked") {
  Scene scene("password", "none", true);
  scene.pc.lookUpTakes = 2'500;
  scene.tile.type(Field::userName, u"taro", 1'000);
  scene.tile.type(Field::password, u"pw", 1'000);
  CHECK(scene.signIn.runWithin(2'500, scene.tile, scene.tile.submit(1'000), scene.person) == Task::askPerson);
  CHECK(scene.tile.status().text == Text::unavailable && scene.host.asked.empty());
}

TEST("when the person cancels while the name is looked up, then there is nothing to say") {
  Scene scene("password", "none", true);
  scene.pc.cancelled = &scene.person.stays;
  scene.tile.type(Field::userName, u"taro", 1'000);
  CHECK(scene.submit(u"pw", u"") == Task::askPerson);
  CHECK(scene.tile.status().text == Text::none && scene.host.asked.empty());
}

TEST("when the vault is told of a password, then account, name and password go in one question") {
  Scene scene("otp");
  scene.host.answers = [](const wire::JsonObject& question) {
    CHECK_EQUAL(*question.text("windowsSid"), "S-1-5-21-1");
    CHECK_EQUAL(*question.text("windowsAccount"), "PC\\taro");
    CHECK_EQUAL(*question.text("password"), "秘密");
    CHECK_EQUAL(question.entries().size(), std::size_t{6});
    return reply(question, "host-vault-staged", {});
  };
  scene.signIn.stagePassword(scene.tile.account(), u"秘密");
  CHECK((scene.host.asked == std::vector<std::string>{"host-vault-stage"}));
}

}  // namespace
}  // namespace genkan::logon
