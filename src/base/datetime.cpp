// SPDX-License-Identifier: MIT
// XEP-0082 DateTime <-> Unix milliseconds, on the proleptic Gregorian calendar. No time zones but
// the offset in the text, no leap seconds (":60" counts as the next second).

#include "base/number.h"
#include "base/strings.h"

namespace confab {
namespace {

constexpr int64_t kDayMs = 86400000;

// Days since 1970-01-01; years are counted from March so that a leap day comes last.
int64_t days_from_civil(int64_t year, int month, int day) {
  if (month <= 2) --year;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

struct Civil {
  int64_t year;
  int month, day;
};

Civil civil_from_days(int64_t days) {
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const int64_t doe = days - era * 146097;
  const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int shifted = static_cast<int>((5 * doy + 2) / 153);
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {yoe + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(doy - (153 * shifted + 2) / 5 + 1)};
}

int days_in_month(int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// Reads fixed-width fields from the front; every failure sticks.
class Reader {
 public:
  explicit Reader(std::string_view s) : rest_(s) {}
  int digits(size_t n) {
    int value = 0;
    if (rest_.size() < n) ok_ = false;
    for (size_t i = 0; ok_ && i < n; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') ok_ = false;
      value = value * 10 + (rest_[i] - '0');
    }
    if (ok_) rest_.remove_prefix(n);
    return ok_ ? value : 0;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) ok_ = false;
  }
  // Milliseconds of a fraction of any length; digits past the third are dropped.
  int fraction() {
    int ms = 0, scale = 100;
    size_t n = 0;
    while (n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9') {
      ms += (rest_[n++] - '0') * scale;
      scale /= 10;
    }
    if (n == 0) ok_ = false;
    rest_.remove_prefix(n);
    return ms;
  }
  void fail() { ok_ = false; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::optional<int64_t> parse_datetime(std::string_view s) {
  Reader in(trim(s));
  const bool before_christ = in.take('-');
  const int64_t year = in.digits(4) * (before_christ ? -1 : 1);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  in.expect('T');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  const int ms = in.take('.') ? in.fraction() : 0;
  int offset = 0;
  if (!in.take('Z')) {
    const bool west = in.take('-');
    if (!west) in.expect('+');
    const int hours = in.digits(2);
    in.expect(':');
    const int minutes = in.digits(2);
    if (hours > 23 || minutes > 59) in.fail();
    offset = (hours * 60 + minutes) * (west ? -1 : 1);
  }
  if (!in.done() || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) ||
      hour > 23 || minute > 59 || second > 60)
    return std::nullopt;
  const int64_t seconds = (hour * 60 + minute - offset) * int64_t{60} + second;
  return days_from_civil(year, month, day) * kDayMs + seconds * 1000 + ms;
}

std::string format_datetime(int64_t ms) {
  const int64_t days = (ms >= 0 ? ms : ms - kDayMs + 1) / kDayMs;
  const int64_t rest = ms - days * kDayMs;
  const Civil date = civil_from_days(days);
  const int second = static_cast<int>(rest / 1000), milli = static_cast<int>(rest % 1000);
  std::string out = pad_zeros(date.year, 4);
  out += "-" + pad_zeros(date.month, 2) + "-" + pad_zeros(date.day, 2) + "T";
  out += pad_zeros(second / 3600, 2) + ":" + pad_zeros(second / 60 % 60, 2) + ":";
  out += pad_zeros(second % 60, 2);
  if (milli) out += "." + pad_zeros(milli, 3);
  return out + "Z";
}

}  // namespace confab
