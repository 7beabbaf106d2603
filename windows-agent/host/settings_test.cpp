#include "host/agent_settings.h"
#include "host/arguments.h"
#include "host/proxy_text.h"
#include "wire/testing/check.h"

using namespace genkan::host;

namespace {

SettingsChange change() {
  SettingsChange made;
  made.dataFolder = "C:\\ProgramData\\Genkan";
  made.enrolmentTokenFile = "C:\\ProgramData\\Genkan\\enrolment-token";
  return made;
}

std::string problemOf(std::string_view before, const SettingsChange& wanted) {
  std::string problem;
  CHECK(!changeSettings(before, wanted, problem));
  return problem;
}

}  // namespace

TEST("when settings are written for the first time, then they are strict JSON with all escapes") {
  auto wanted = change();
  wanted.server = "https://gw.example.jp:8443/a";
  wanted.pcName = "PC \"太郎\"";
  std::string problem;
  const auto written = changeSettings("", wanted, problem);
  CHECK_EQUAL(written.value_or(problem),
              "{\"server\":\"https://gw.example.jp:8443/a\",\"pcName\":\"PC \\\"太郎\\\"\",\"dataFolder\":\"C:\\\\ProgramData\\\\Genkan\","
              "\"enrolmentTokenFile\":\"C:\\\\ProgramData\\\\Genkan\\\\enrolment-token\"}\n");
}

TEST("when one setting is given later, then the others stay, unknown ones too") {
  auto wanted = change();
  wanted.proxy = "http://proxy:8080";
  std::string problem;
  const auto written = changeSettings(R"({"server":"https://a","policyRefreshSeconds":60,"proxy":"none"})", wanted, problem);
  CHECK(written && written->find(R"("policyRefreshSeconds":60,"proxy":"http://proxy:8080")") != std::string::npos);
}

TEST("when a setting is wrong, then it is refused without repeating it") {
  auto wanted = change();
  CHECK_EQUAL(problemOf("", wanted), "--server is needed.");
  for (const char* server : {"http://a", "https://", "https:///x", "https://a b", "ftp://a", ""}) {
    wanted.server = server;
    CHECK_EQUAL(problemOf("", wanted), "--server must be an https address.");
  }
  wanted.server = "https://a";
  wanted.proxy = "socks5://p";
  CHECK_EQUAL(problemOf("", wanted), "--proxy must be none, system or an http address.");
  wanted.proxy = "system";
  wanted.pcName = std::string(65, 'x');
  CHECK_EQUAL(problemOf("", wanted), "--pc-name must have 1 to 64 characters.");
  wanted.pcName = "a";
  CHECK_EQUAL(problemOf("{\"server\":", wanted), "The settings that are there (agent.json) cannot be read.");
}

TEST("when a token is no token, then it is refused") {
  CHECK(isEnrolmentToken("abcdefgh-1234"));
  for (const char* token : {"", "short", "with a space in it", "tab\tinside-it", "日本語の登録券です"}) CHECK(!isEnrolmentToken(token));
}

TEST("when the command line is read, then both forms of an option are understood") {
  std::string problem;
  const auto read = readArguments({"configure", "--server", "https://a/b c", "--proxy=http://p:1"}, problem);
  CHECK(read && read->options.at("server") == "https://a/b c" && read->options.at("proxy") == "http://p:1");
  const auto drain = readArguments({"drain", "--seconds", "5"}, problem);
  CHECK(drain && readSeconds(drain->options.at("seconds")) == 5u);
  CHECK(!readSeconds("601") && !readSeconds("-1") && !readSeconds("1s") && !readSeconds(""));
  CHECK(readArguments({}, problem)->command.empty());
  CHECK(readArguments({"safe-mode", "on"}, problem)->values[0] == "on");
}

TEST("when the command line is wrong, then the problem says so and never repeats a value") {
  const std::vector<std::vector<std::string>> wrong{{"enrol"}, {"configure", "--token", "secret-value"}, {"configure", "--server"},
                                                    {"configure", "--enrolment-token", "secret-value", "--enrolment-token", "secret-value"},
                                                    {"configure", "secret-value"}, {"safe-mode"}, {"start", "now"}};
  for (const auto& words : wrong) {
    std::string problem;
    CHECK(!readArguments(words, problem));
    CHECK(!problem.empty() && problem.find("secret-value") == std::string::npos);
  }
}

TEST("when Windows gives its proxies, then the one for https is found") {
  CHECK_EQUAL(httpsProxyOf("proxy:8080"), "http://proxy:8080");
  CHECK_EQUAL(httpsProxyOf("http=a:80;https=b:443"), "http://b:443");
  CHECK_EQUAL(httpsProxyOf("https=http://b:3128/"), "http://b:3128");
  CHECK_EQUAL(httpsProxyOf("http=a:80"), "");
  CHECK_EQUAL(httpsProxyOf("socks=s:1080"), "");
  CHECK_EQUAL(httpsProxyOf("PROXY"), "http://proxy:80");
  CHECK_EQUAL(httpsProxyOf("[::1]"), "http://[::1]:80");
  CHECK_EQUAL(httpsProxyOf(""), "");
}

TEST("when a server is in the bypass list, then no proxy is used for it") {
  CHECK(isBypassed("gw.example.jp", "*.example.jp;<local>"));
  CHECK(isBypassed("gw", "<local>"));
  CHECK(isBypassed("10.1.2.3", "10.*"));
  CHECK(!isBypassed("gw.example.com", "*.example.jp;<local>;10.*"));
  CHECK(!isBypassed("gw.example.com", ""));
  CHECK_EQUAL(hostOf("https://user@GW.example.jp:8443/x"), "gw.example.jp");
  CHECK_EQUAL(hostOf("no address"), "");
}
