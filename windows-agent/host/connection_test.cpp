#include "host/connection.h"
#include "wire/testing/check.h"

using namespace genkan::host;
using Kind = Route::Kind;

namespace {

Connection userConnection() { return Connection(Peer{PipeKind::user, 42, 2, {"S-1-5-21-1", "PC\\taro"}}); }
Connection authConnection() { return Connection(Peer{PipeKind::auth, 7, 1, {}}); }

}  // namespace

TEST("when the line is no message, then it is refused, with its id if it has one") {
  auto connection = authConnection();
  for (const char* line : {"", "x", "[]", "{}", R"({"v":1,"id":"","t":"state"})", R"({"v":1,"id":1,"t":"state"})", R"({"v":1,"id":"1","t":"state","a":null})"}) {
    const auto route = connection.route(line);
    CHECK(route.kind == Kind::refuse);
    CHECK_EQUAL(route.error, "malformed");
    CHECK_EQUAL(route.id, "");
  }
  const auto wrongVersion = connection.route(R"({"v":2,"id":"7","t":"state"})");
  CHECK(wrongVersion.kind == Kind::refuse && wrongVersion.id == "7");
  CHECK(connection.route("{\"v\":1,\"id\":\"" + std::string(65, 'i') + "\",\"t\":\"state\"}").kind == Kind::refuse);
}

TEST("when a user has proved nothing, then only state and the host's own messages pass") {
  auto connection = userConnection();
  CHECK(connection.route(R"({"v":1,"id":"1","t":"state"})").kind == Kind::forward);
  CHECK(connection.route(R"({"v":1,"id":"2","t":"host-prove","password":"x"})").kind == Kind::hostMessage);
  for (const char* type : {"link", "unlink", "check", "methods", "otp-registration-start", "console-open"}) {
    const auto route = connection.route(std::string(R"({"v":1,"id":"3","t":")") + type + "\"}");
    CHECK(route.kind == Kind::refuse);
    CHECK_EQUAL(route.error, "not-allowed");
  }
  CHECK_EQUAL(connection.openLine(5), "O 5 console 42 2 - -");
}

TEST("when a user has proved the password, then all passes and the agent hears who it is") {
  auto connection = userConnection();
  connection.proved({"S-1-5-21-1", "PC\\taro"});
  CHECK(connection.route(R"({"v":1,"id":"1","t":"link","activationCode":"abcd"})").kind == Kind::forward);
  CHECK_EQUAL(connection.openLine(6), "O 6 console 42 2 S-1-5-21-1 50435c7461726f");
}

TEST("when the logon screen connects, then it is one, and a proof makes it the console of that account") {
  auto connection = authConnection();
  CHECK_EQUAL(connection.openLine(1), "O 1 logon 7 1 - -");
  CHECK(connection.route(R"({"v":1,"id":"1","t":"methods"})").kind == Kind::forward);
  connection.proved({"S-1-5-21-9", "PC\\hanako"});
  CHECK_EQUAL(connection.openLine(2), "O 2 console 7 1 S-1-5-21-9 50435c68616e616b6f");
}

TEST("when an id waits for its answer, then it may not be used again, and at most 16 wait") {
  auto connection = authConnection();
  CHECK(connection.route(R"({"v":1,"id":"a","t":"state"})").kind == Kind::forward);
  connection.asked("a");
  CHECK_EQUAL(connection.route(R"({"v":1,"id":"a","t":"state"})").error, "busy");
  connection.answered(R"({"v":1,"id":"a","t":"state"})", 0);
  CHECK(connection.route(R"({"v":1,"id":"a","t":"state"})").kind == Kind::forward);
  for (int i = 0; i < 16; ++i) connection.asked(std::to_string(i));
  CHECK_EQUAL(connection.route(R"({"v":1,"id":"b","t":"state"})").error, "busy");
  CHECK_EQUAL(connection.takeWaiting().size(), 16u);
  CHECK(connection.takeWaiting().empty());
}

TEST("when a check by code alone is accepted, then the release rule of this connection knows it") {
  auto connection = authConnection();
  connection.route(R"({"v":1,"id":"c","t":"check","windowsSid":"S-1-5-21-1","scenario":"logon","factors":"otp","code":"123456"})");
  connection.answered(R"({"v":1,"id":"c","t":"verdict","outcome":"accepted"})", 10);
  CHECK(connection.releaseRule().release("c", "S-1-5-21-1", 20));
  connection.route(R"({"v":1,"id":"d","t":"check","windowsSid":"S-1-5-21-1","scenario":"logon","factors":"password+otp","code":"123456"})");
  connection.answered(R"({"v":1,"id":"d","t":"verdict","outcome":"accepted"})", 10);
  CHECK(!connection.releaseRule().release("d", "S-1-5-21-1", 20));
  connection.route(R"({"v":1,"id":"e","t":"check","windowsSid":"S-1-5-21-1","scenario":"logon","factors":"otp","code":"123456"})");
  connection.answered(R"({"v":1,"id":"e","t":"error","outcome":"accepted"})", 10);
  CHECK(!connection.releaseRule().release("e", "S-1-5-21-1", 20));
}

TEST("when an error is answered, then it is one line of JSON whatever the id is") {
  CHECK_EQUAL(errorAnswer("a\"\n", "busy"), R"({"v":1,"id":"a\"\n","t":"error","message":"busy"})");
}
