// A line to the test cluster that can be cut: between the program and PostgreSQL, on loopback.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace kit {

class CutLine {
 public:
  enum class Cut {
    question,  // the words do not reach the server
    answer,    // they do, and the server has answered before the line goes
    silence    // the words do not reach the server, and it does not learn that nobody is there
  };

  explicit CutLine(const std::string& url);
  ~CutLine();
  CutLine(const CutLine&) = delete;

  std::string url() const;  // the same database through this line

  // Cuts every line once the client's bytes contain `words`; once.
  void cut_after(const std::string& words, Cut cut);
  void cut_now();
  void refuse(bool refused) { refused_ = refused; }
  void freeze(bool frozen) { frozen_ = frozen; }  // nothing passes, and nothing is closed
  int cuts() const { return cuts_; }

 private:
  struct Pair {
    int client;
    int server;
    std::atomic<bool> done = false;
    std::thread pump;
  };
  void accept_all();
  void pump(Pair& pair);
  bool is_last_word(const std::string& bytes, Cut& cut);
  int dial() const;
  static void close_both(Pair& pair);

  std::string url_;
  std::string socket_path_;  // of the cluster, when it listens on one
  int cluster_port_ = 0;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> refused_ = false;
  std::atomic<bool> frozen_ = false;
  std::atomic<int> cuts_ = 0;
  std::mutex mutex_;  // guards all below
  std::list<Pair> pairs_;
  std::string words_;
  Cut cut_ = Cut::question;
  std::thread acceptor_;
};

}  // namespace kit
