// squatter.exe: serves both pipes of Genkan's service, as a program would that was there before the service or while it is
// stopped, and answers every question as an attacker would like it. Prints what came, never its content:
//   listening            both pipes are there
//   client auth|user     somebody connected
//   line auth|user       somebody sent something
// Ends at the first line on stdin, or with it.
#include <windows.h>

#include <cstdio>
#include <string>

namespace {

struct Pipe {
  const wchar_t* path;
  const char* name;
  HANDLE handle;
};

void say(const char* what, const Pipe& pipe) {
  std::printf("%s %s\n", what, pipe.name);
  std::fflush(stdout);
}

std::string textOf(const std::string& line, const std::string& field) {
  const std::string begin = "\"" + field + "\":\"";
  const std::size_t at = line.find(begin);
  if (at == std::string::npos) return {};
  return line.substr(at + begin.size(), line.find('"', at + begin.size()) - at - begin.size());
}

// The password alone is enough, every code is right, the agent is there, and the page is this one.
std::string answerTo(const std::string& type) {
  if (type == "methods") return R"("t":"methods","linked":false,"alternatives":"password","language":"ja")";
  if (type == "check") return R"("t":"verdict","outcome":"accepted")";
  if (type == "host-status") return R"("t":"host-status","agent":"ready","version":"0.1.0")";
  if (type == "host-prove") return R"("t":"host-proved")";
  if (type == "console-open") return R"("t":"console-address","url":"http://127.0.0.1:1/#squatter")";
  return R"("t":"host-vault-state","state":"none")";
}

HANDLE makeInstance(const wchar_t* path) {
  return CreateNamedPipeW(path, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT, PIPE_UNLIMITED_INSTANCES, 65536, 65536, 0, nullptr);
}

void talk(const Pipe& pipe) {
  std::string line;
  char byte = 0;
  DWORD moved = 0;
  while (ReadFile(pipe.handle, &byte, 1, &moved, nullptr) && moved == 1) {
    if (byte != '\n') {
      line.push_back(byte);
      continue;
    }
    say("line", pipe);
    const std::string answer = "{\"v\":1,\"id\":\"" + textOf(line, "id") + "\"," + answerTo(textOf(line, "t")) + "}\n";
    WriteFile(pipe.handle, answer.data(), static_cast<DWORD>(answer.size()), &moved, nullptr);
    line.clear();
  }
}

DWORD WINAPI serve(void* argument) {
  Pipe& pipe = *static_cast<Pipe*>(argument);
  for (;;) {
    if (ConnectNamedPipe(pipe.handle, nullptr) || GetLastError() == ERROR_PIPE_CONNECTED) {
      say("client", pipe);
      talk(pipe);
    }
    DisconnectNamedPipe(pipe.handle);
  }
}

}  // namespace

int wmain() {
  static Pipe pipes[] = {{L"\\\\.\\pipe\\Genkan.auth", "auth", nullptr}, {L"\\\\.\\pipe\\Genkan.user", "user", nullptr}};
  for (Pipe& pipe : pipes) {
    pipe.handle = makeInstance(pipe.path);
    if (pipe.handle == INVALID_HANDLE_VALUE) return 1;
    if (CreateThread(nullptr, 0, serve, &pipe, 0, nullptr) == nullptr) return 1;
  }
  std::printf("listening\n");
  std::fflush(stdout);
  std::getchar();
  return 0;
}
