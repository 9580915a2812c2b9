// SPDX-License-Identifier: MIT
// The front door: a frame from begin to commit, and the plain getters.
#include "ui/shell.h"

#include "ui/register_form.h"
#include "ui/shell_impl.h"

namespace confab::ui {

namespace {
constexpr double kTextBudgetMs = 6;  // of a frame, for painting new runs
// A frame that took this long (the first one of a conversation) leaves its twin to the next task,
// so that keys and pointers get their turn in between.
constexpr int64_t kLongFrameMs = 16;
}  // namespace

Shell::Impl::Impl(Services services, ShellOptions options)
    : frame(std::move(services), std::move(options)),
      diff(frame.host.twin),
      list(frame, *this, diff),
      composer(frame),
      side(frame, *this),
      login(frame, *this) {
  settings.load(frame.host.storage, frame.options.play_sounds);
  people_wanted = !frame.options.hide_participants;
  composer.on_sent = [this] { list.to_end(); };
}

Shell::Impl::~Impl() {
  if (twin_timer != 0) frame.host.timers->cancel(twin_timer);
}

void Shell::Impl::show_twin() {
  Frame& f = frame;
  diff.commit(f.tree);
  if (f.focus_wanted != 0 && (diff.find_path(f.focus_wanted) || --f.focus_tries <= 0))
    f.focus_wanted = 0;
}

void Shell::Impl::settle_twin() {
  if (twin_timer == 0) return;
  frame.host.timers->cancel(twin_timer);
  twin_timer = 0;
  show_twin();
}

bool Shell::Impl::rest() {
  const bool more = frame.animating() || frame.focus_wanted != 0 || list.idle_work();
  diff.flush();
  return more;
}

Shell::Shell(Services services, ShellOptions options)
    : impl_(std::make_unique<Impl>(std::move(services), std::move(options))) {}
Shell::~Shell() = default;

void Shell::set_environment(const Environment& environment) {
  Frame& f = impl_->frame;
  f.env = environment;
  f.theme = &theme_of(environment.dark, environment.contrast);
  f.str.set_language(environment.lang);
  impl_->mark_read();  // a closed window draws no frames, but watches no longer
}

const Environment& Shell::environment() const { return impl_->frame.env; }

void Shell::set_strings(std::vector<std::pair<std::string, std::string>> strings) {
  impl_->frame.str.set(strings);
  impl_->frame.forget_times();
  impl_->list.forget_layouts();
}

bool Shell::frame(float width, float height, float dpr, ImDrawList* canvas) {
  Impl& s = *impl_;
  Frame& f = s.frame;
  if (!s.started) {  // the page can be asked only now that it is up
    s.started = true;
    if (f.options.allow_theme && s.settings.theme != "auto")
      f.host.host.set_theme(s.settings.theme);
    if (!s.settings.language.empty()) f.host.host.set_language(s.settings.language);
  }
  s.settle_twin();
  f.begin(width, height, dpr, canvas);
  s.draw();
  s.say_news();
  if (f.focus_wanted != 0) f.tree.focus_key_path = f.focus_wanted;
  const bool missing = canvas && f.runs.flush(kTextBudgetMs);
  s.missing_text = missing || !canvas || !f.host.rasterizer.can_paint();
  // Never under somebody who scrolls: the twin's place is theirs.
  if (f.host.timers && !s.list.scrolling() && f.host.clock.monotonic_ms() - f.now >= kLongFrameMs) {
    s.twin_timer = f.host.timers->after(0, [&s] {
      s.settle_twin();
      if (s.rest()) s.frame.request("twin");
    });
    return missing || f.animating();
  }
  s.show_twin();
  return missing || s.rest();
}

void Shell::on_twin(platform::TwinEvent event, uint32_t id, std::string_view value, float x,
                    float y, int flags) {
  impl_->settle_twin();
  impl_->twin(event, id, value, x, y, flags);
}
bool Shell::on_pointer(int kind, float x, float y, int buttons) {
  impl_->settle_twin();
  return impl_->pointer(kind, x, y, buttons);
}
void Shell::set_speaks(bool speaks) { impl_->speaks = speaks; }
void Shell::on_store_change(const chat::Change& change) { impl_->changed(change); }

void Shell::graphics_lost() {
  impl_->frame.runs.clear();
  impl_->frame.request("graphics");
}

void Shell::open_conversation(const chat::Jid& jid) { impl_->open_conversation(jid); }
const chat::Jid& Shell::current() const { return impl_->current; }
void Shell::signing_in() { impl_->login.started(); }
void Shell::sign_in_failed(const std::string& code) { impl_->login.failed(code); }
void Shell::registered(const xmpp::RegistrationResult& result) {
  FormSpec* form = impl_->dialog.form();
  const bool ours = form && form->name == kRegisterForm;
  if (ours && registration_answer(impl_->frame, *form, result)) impl_->dialog.close();
  if (ours && !result.code.empty()) impl_->dialog.refocus();
  if (result.code.empty()) impl_->login.started();
  impl_->frame.request("registered");
}
void Shell::show_error(const std::string& code) {
  impl_->toast(stream_sentence(impl_->frame.str, code), true);
}
uint32_t Shell::background() const { return impl_->frame.theme->bg; }
bool Shell::all_painted() const { return !impl_->missing_text; }
size_t Shell::drawn_rows() const { return impl_->list.drawn_rows(); }
size_t Shell::gpu_bytes() const { return impl_->frame.runs.gpu_bytes(); }

}  // namespace confab::ui
