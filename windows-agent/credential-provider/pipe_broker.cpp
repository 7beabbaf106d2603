#include "credential-provider/pipe_broker.h"

#include <windows.h>

#include <array>

#include "credential-provider/crash_marker.h"
#include "credential-provider/identity.h"
#include "credential-provider/win_support.h"
#include "wire/line_reader.h"
#include "wire/wipe.h"

namespace genkan::provider {
namespace {

using logon::LineResult;
using logon::Milliseconds;

// How soon a person who presses Cancel, or a screen that goes, is heard.
constexpr DWORD sliceMs = 50;
constexpr Milliseconds openDeadline = 2'000;
// A PC that has just started may not have come to our service yet.
constexpr Milliseconds startUpTime = 180'000;

struct ServiceState {
  DWORD state = 0;
  DWORD processId = 0;
};

ServiceState readService() {
  ServiceState found;
  const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  if (manager == nullptr) return found;
  const SC_HANDLE service = OpenServiceW(manager, serviceName, SERVICE_QUERY_STATUS);
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (service != nullptr && QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status, &needed)) {
    found = {status.dwCurrentState, status.dwProcessId};
  }
  if (service != nullptr) CloseServiceHandle(service);
  CloseServiceHandle(manager);
  return found;
}

class PipeLine final : public logon::BrokerLine {
 public:
  PipeLine(Handle pipe, Handle event) : pipe_(std::move(pipe)), event_(std::move(event)) {}
  ~PipeLine() override { wire::wipeBytes(buffer_.data(), buffer_.size()); }

  LineResult exchange(const std::string& request, std::string& answer, Milliseconds deadline, logon::Progress& progress) override {
    if (broken_) return LineResult::failed;
    // An answer that comes too late must not be taken for that of the next question.
    broken_ = true;
    const Milliseconds end = GetTickCount64() + deadline;
    std::string line = request + "\n";
    const wire::WipeAtEnd<char> wipeLine(line);
    for (std::size_t sent = 0; sent < line.size();) {
      OVERLAPPED overlapped = fresh();
      const BOOL done = WriteFile(pipe_.get(), line.data() + sent, static_cast<DWORD>(line.size() - sent), nullptr, &overlapped);
      DWORD moved = 0;
      const LineResult result = finish(done, overlapped, moved, end, progress);
      if (result != LineResult::ok) return result;
      sent += moved;
    }
    const LineResult result = receive(answer, end, progress);
    broken_ = result != LineResult::ok;
    return result;
  }

 private:
  OVERLAPPED fresh() {
    OVERLAPPED overlapped{};
    overlapped.hEvent = event_.get();
    return overlapped;
  }

  LineResult receive(std::string& answer, Milliseconds end, logon::Progress& progress) {
    wire::LineReader reader;
    int lines = 0;
    bool good = true;
    while (lines == 0) {
      OVERLAPPED overlapped = fresh();
      const BOOL done = ReadFile(pipe_.get(), buffer_.data(), static_cast<DWORD>(buffer_.size()), nullptr, &overlapped);
      DWORD moved = 0;
      const LineResult result = finish(done, overlapped, moved, end, progress);
      if (result != LineResult::ok) return result;
      if (moved == 0) return LineResult::failed;
      reader.feed(std::string_view(buffer_.data(), moved), [&](wire::LineState state, std::string_view text) {
        ++lines;
        good = good && state == wire::LineState::ok;
        answer.assign(text);
      });
      wire::wipeBytes(buffer_.data(), moved);
    }
    // One question, one answer: more than that is not our host.
    return good && lines == 1 && reader.held() == 0 ? LineResult::ok : LineResult::failed;
  }

  // Waits for one operation. Whatever happens, nothing uses the buffers afterwards.
  LineResult finish(BOOL done, OVERLAPPED& overlapped, DWORD& moved, Milliseconds end, logon::Progress& progress) {
    if (!done && GetLastError() != ERROR_IO_PENDING) return LineResult::failed;
    LineResult why = LineResult::ok;
    if (!done) {
      const Waiting waiting;
      while (why == LineResult::ok) {
        const Milliseconds now = GetTickCount64();
        const DWORD wait = now >= end ? 0 : static_cast<DWORD>(end - now < sliceMs ? end - now : sliceMs);
        if (WaitForSingleObject(overlapped.hEvent, wait) == WAIT_OBJECT_0) break;
        if (GetTickCount64() >= end) why = LineResult::timedOut;
        if (!progress.goesOn()) why = LineResult::cancelled;
      }
      if (why != LineResult::ok) CancelIoEx(pipe_.get(), &overlapped);
    }
    if (GetOverlappedResult(pipe_.get(), &overlapped, &moved, TRUE)) return why;
    return why == LineResult::ok ? LineResult::failed : why;
  }

  Handle pipe_;
  Handle event_;
  bool broken_ = false;
  std::array<char, 4096> buffer_{};
};

}  // namespace

LineResult PipeBroker::open(std::unique_ptr<logon::BrokerLine>& line, logon::Progress& progress) {
  const Milliseconds end = GetTickCount64() + openDeadline;
  for (;;) {
    // Identification: the server may look at our token, never act with it.
    Handle pipe(CreateFileW(pipeName, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                            FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
    if (pipe) {
      ULONG server = 0;
      const ServiceState service = readService();
      if (!GetNamedPipeServerProcessId(pipe.get(), &server) || service.processId == 0 || server != service.processId) {
        reportOnce(EVENTLOG_ERROR_TYPE, eventProvider, "The pipe Genkan.auth is not served by the Genkan service; nothing was sent to it");
        return LineResult::failed;
      }
      Handle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
      if (!event) return LineResult::failed;
      line = std::make_unique<PipeLine>(std::move(pipe), std::move(event));
      return LineResult::ok;
    }
    const DWORD error = GetLastError();
    if (error == ERROR_FILE_NOT_FOUND) return LineResult::absent;
    if (error != ERROR_PIPE_BUSY) return LineResult::failed;
    if (!progress.goesOn()) return LineResult::cancelled;
    if (GetTickCount64() >= end) return LineResult::timedOut;
    const Waiting waiting;
    WaitNamedPipeW(pipeName, sliceMs);
  }
}

bool PipeBroker::isStarting() {
  const ServiceState service = readService();
  if (service.state == SERVICE_START_PENDING || service.state == SERVICE_RUNNING) return true;
  return service.state == SERVICE_STOPPED && GetTickCount64() < startUpTime;
}

}  // namespace genkan::provider
