#include <string>

#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/testing/check.h"

using namespace genkan::wire;

namespace {

bool isRead(std::string_view text) { return readFlatJson(text).has_value(); }

}  // namespace

TEST("when a flat object comes in, then each field has its type") {
  const auto read = readFlatJson(R"( {"v":1, "id":"a","ok":true,"no":false,"n":-9007199254740991} )");
  CHECK(read.has_value());
  if (!read) return;
  CHECK_EQUAL(read->number("v").value_or(0), 1);
  CHECK_EQUAL(*read->text("id"), std::string("a"));
  CHECK(read->flag("ok").value_or(false));
  CHECK(!read->flag("no").value_or(true));
  CHECK_EQUAL(read->number("n").value_or(0), -maxSafeInteger);
  CHECK(read->text("v") == nullptr);
  CHECK(!read->number("id").has_value());
}

TEST("when text is escaped, then it comes out as it was meant") {
  const auto read = readFlatJson("{\"t\":\"\\u592a\\u90ce \\ud83d\\ude00 \\\"\\\\\\/\\b\\f\\n\\r\\t\"}");
  CHECK(read.has_value());
  if (read) CHECK_EQUAL(*read->text("t"), std::string("\xE5\xA4\xAA\xE9\x83\x8E \xF0\x9F\x98\x80 \"\\/\b\f\n\r\t"));
}

TEST("when it is not one strict flat object, then it is refused") {
  const char* refused[] = {"",       "{",        "[]",          "null",        "\"a\"",        "{}x",          "{\"a\":{}}",  "{\"a\":[]}",  "{\"a\":null}",
                           "{a:1}",  "{\"a\":1,}", "{\"a\" 1}",  "{\"a\":01}",  "{\"a\":-0}",   "{\"a\":1.5}",   "{\"a\":1e3}", "{\"a\":+1}",  "{\"a\":1,\"a\":2}",
                           "{\"a\":9007199254740992}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\n\"}",
                           "{\"a\":\"\xC0\xAF\"}", "{\"a\":\"\xED\xA0\x80\"}", "{\"a\":\"\xF4\x90\x80\x80\"}", "{\"a\":tru}", "{'a':1}", "{\"a\":1}{"};
  for (const char* text : refused) {
    if (isRead(text)) genkan::testing::fail(__FILE__, __LINE__, std::string("was read: ") + text);
  }
  CHECK(isRead("{}"));
}

TEST("when an object is written, then reading it gives the same fields") {
  JsonObject object;
  CHECK(object.add("t", JsonValue(std::string("\xE5\xA4\xAA\"\\\n\x01/"))));
  CHECK(object.add("n", JsonValue(std::int64_t{-42})));
  CHECK(object.add("b", JsonValue(true)));
  CHECK(!object.add("b", JsonValue(false)));
  const auto read = readFlatJson(writeFlatJson(object));
  CHECK(read.has_value());
  if (!read) return;
  CHECK_EQUAL(*read->text("t"), *object.text("t"));
  CHECK_EQUAL(read->number("n").value_or(0), -42);
  CHECK(read->flag("b").value_or(false));
}

TEST("when there are more fields than any message has, then the object is refused") {
  std::string text = "{";
  for (int i = 0; i < 65; ++i) text += (i == 0 ? "\"f" : ",\"f") + std::to_string(i) + "\":1";
  CHECK(!isRead(text + "}"));
}
