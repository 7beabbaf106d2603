// A test runner of one header: every *_test.cpp of a part is linked into one program.
//   TEST("when …, then …") { CHECK(a == b); CHECK_EQUAL(a, b); }
// It prints each failed check, then "N passed, N failed", and ends with 0 only if nothing failed.
// With an argument it runs the tests whose name contains it.
#pragma once

#include <cstdio>
#include <cstring>
#include <exception>
#include <ostream>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace genkan::testing {

struct Case {
  const char* name;
  void (*run)();
};

inline std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

inline int& failuresOfCase() {
  static int failures = 0;
  return failures;
}

struct Registration {
  Registration(const char* name, void (*run)()) { cases().push_back({name, run}); }
};

inline void fail(const char* file, int line, const std::string& what) {
  ++failuresOfCase();
  std::printf("  %s:%d: %s\n", file, line, what.c_str());
}

template <typename T, typename = void>
struct IsPrintable : std::false_type {};
template <typename T>
struct IsPrintable<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>> : std::true_type {};

template <typename T>
std::string shown(const T& value) {
  if constexpr (IsPrintable<T>::value) {
    std::ostringstream out;
    out << std::boolalpha << value;
    return out.str();
  } else {
    return "(a value)";
  }
}

template <typename A, typename B>
void checkEqual(const char* file, int line, const char* text, const A& seen, const B& expected) {
  if (seen == expected) return;
  fail(file, line, std::string(text) + ": saw " + shown(seen) + ", expected " + shown(expected));
}

inline int runAll(int argc, char** argv) {
  int passed = 0;
  int failed = 0;
  for (const Case& test : cases()) {
    if (argc > 1 && std::strstr(test.name, argv[1]) == nullptr) continue;
    failuresOfCase() = 0;
    try {
      test.run();
    } catch (const std::exception& error) {
      fail(test.name, 0, std::string("thrown: ") + error.what());
    }
    if (failuresOfCase() == 0) {
      ++passed;
    } else {
      ++failed;
      std::printf("FAILED %s\n", test.name);
    }
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace genkan::testing

#define GENKAN_JOIN_(a, b) a##b
#define GENKAN_JOIN(a, b) GENKAN_JOIN_(a, b)
#define GENKAN_TEST_(name, id)                                                                              \
  static void GENKAN_JOIN(genkanTest, id)();                                                                \
  static const ::genkan::testing::Registration GENKAN_JOIN(genkanRegistration, id)(name, GENKAN_JOIN(genkanTest, id)); \
  static void GENKAN_JOIN(genkanTest, id)()
#define TEST(name) GENKAN_TEST_(name, __COUNTER__)

#define CHECK(condition) \
  do {                   \
    if (!(condition)) ::genkan::testing::fail(__FILE__, __LINE__, #condition); \
  } while (false)
// `seen` first, `expected` second.
#define CHECK_EQUAL(seen, expected) ::genkan::testing::checkEqual(__FILE__, __LINE__, #seen, seen, expected)

// Weak, so that every test file may include this header; a program with its own main wins.
__attribute__((weak)) int main(int argc, char** argv) { return ::genkan::testing::runAll(argc, argv); }
