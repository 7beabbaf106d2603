#include <windows.h>

#include <shellapi.h>

#include <string>

#include "console/conversation.h"
#include "console/password_prompt.h"
#include "console/texts.h"
#include "console/user_pipe.h"
#include "wire/wipe.h"

namespace genkan::console {
namespace {

constexpr DWORD openWithinMs = 3000;

std::wstring text(UINT id) {
  const wchar_t* start = nullptr;
  const int length = LoadStringW(GetModuleHandleW(nullptr), id, reinterpret_cast<wchar_t*>(&start), 0);
  return length > 0 ? std::wstring(start, static_cast<size_t>(length)) : std::wstring();
}

#ifdef GENKAN_TEST_CONTROLS
void printLine(const std::string& line) {
  DWORD written = 0;
  const std::string out = line + "\n";
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), out.data(), static_cast<DWORD>(out.size()), &written, nullptr);
}
#endif

int fail(UINT id) {
#ifdef GENKAN_TEST_CONTROLS
  printLine("failed " + std::to_string(id));
#else
  MessageBoxW(nullptr, text(id).c_str(), text(IDS_TITLE).c_str(), MB_OK | MB_ICONWARNING | MB_SETFOREGROUND);
#endif
  return 1;
}

UINT textOf(HostAnswer answer) {
  switch (answer) {
    case HostAnswer::AgentAway: return IDS_AGENT_AWAY;
    case HostAnswer::TooMany: return IDS_TOO_MANY;
    case HostAnswer::CheckUnavailable: return IDS_CHECK_UNAVAILABLE;
    default: return IDS_INTERNAL;
  }
}

int showPage(std::string& address) {
#ifdef GENKAN_TEST_CONTROLS
  printLine("address " + address);
#else
  std::wstring wide(address.begin(), address.end());
  wire::WipeAtEnd wipedWide(wide);
  const auto opened = reinterpret_cast<INT_PTR>(ShellExecuteW(nullptr, L"open", wide.c_str(), nullptr, nullptr, SW_SHOWNORMAL));
  if (opened <= 32) return fail(IDS_OPEN_FAILED);
#endif
  return 0;
}

int launch() {
  const std::wstring account = currentAccount();
  if (account.empty()) return fail(IDS_NO_NAME);
  UserPipe pipe;
  if (pipe.open(openWithinMs) != Opened::Open) return fail(IDS_HOST_ABSENT);
  Conversation conversation(pipe);
  const HostAnswer status = conversation.status();
  if (status != HostAnswer::Ready) return fail(textOf(status));

  for (HostAnswer proved = HostAnswer::Ready; proved != HostAnswer::Proved;) {
    Prompt prompt = askPassword(account, text(IDS_PASSWORD_CAPTION), text(proved == HostAnswer::PasswordWrong ? IDS_PASSWORD_WRONG : IDS_PASSWORD_MESSAGE), proved == HostAnswer::PasswordWrong);
    wire::WipeAtEnd wiped(prompt.password);
    if (prompt.outcome == Prompted::Cancelled) return 0;
    if (prompt.outcome == Prompted::Failed) return fail(IDS_INTERNAL);
    proved = conversation.prove(prompt.password);
#ifdef GENKAN_TEST_CONTROLS
    if (proved == HostAnswer::PasswordWrong) printLine("password-wrong");
#endif
    if (proved != HostAnswer::Proved && proved != HostAnswer::PasswordWrong) return fail(textOf(proved));
  }

  std::string address;
  wire::WipeAtEnd wiped(address);
  const HostAnswer opened = conversation.openConsole(address);
  return opened == HostAnswer::Address ? showPage(address) : fail(textOf(opened));
}

}  // namespace
}  // namespace genkan::console

// Opens the client console of the person at this PC: proves who it is, and shows the agent's page in the browser.
int WINAPI wWinMain(HINSTANCE, HINSTANCE, PWSTR, int) { return genkan::console::launch(); }
