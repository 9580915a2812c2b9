/* SPDX-License-Identifier: MIT
 * Stands in for libstrophe's snprintf.c: the few conversions that libstrophe uses (%s %c %d %u %x
 * %p, l, zero padding, width, precision of a string). The C library's own brings its floating
 * point. */
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

int strophe_snprintf(char* str, size_t count, const char* fmt, ...);
int strophe_vsnprintf(char* str, size_t count, const char* fmt, va_list arg);

struct out {
  char* at;
  size_t room, used; /* room counts the final zero */
};

static void put(struct out* o, const char* text, size_t length) {
  if (o->used + 1 < o->room) {
    const size_t left = o->room - o->used - 1;
    memcpy(o->at + o->used, text, length < left ? length : left);
  }
  o->used += length;
}

static void put_number(struct out* o, unsigned long n, int negative, unsigned base, int zeros,
                       size_t width) {
  char digits[24];
  size_t at = sizeof digits;
  do {
    digits[--at] = "0123456789abcdef"[n % base];
    n /= base;
  } while (n);
  if (negative) digits[--at] = '-';
  for (size_t length = sizeof digits - at; length < width; ++length) put(o, zeros ? "0" : " ", 1);
  put(o, digits + at, sizeof digits - at);
}

static void put_text(struct out* o, const char* s, size_t most) {
  if (!s) s = "(null)";
  size_t length = 0;
  while (length < most && s[length]) ++length;
  put(o, s, length);
}

int strophe_vsnprintf(char* str, size_t count, const char* fmt, va_list arg) {
  struct out o = {str, count, 0};
  while (*fmt) {
    const size_t plain = strcspn(fmt, "%");
    put(&o, fmt, plain);
    fmt += plain;
    if (!*fmt) break;
    ++fmt;
    const int zeros = *fmt == '0';
    size_t width = 0, most = (size_t)-1;
    int is_long = 0;
    for (; *fmt >= '0' && *fmt <= '9'; ++fmt) width = width * 10 + (size_t)(*fmt - '0');
    if (fmt[0] == '.' && fmt[1] == '*') {
      const int n = va_arg(arg, int);
      most = n < 0 ? most : (size_t)n;
      fmt += 2;
    }
    for (; *fmt == 'l'; ++fmt) is_long = 1;
    if (*fmt == 's') {
      put_text(&o, va_arg(arg, const char*), most);
    } else if (*fmt == 'c') {
      const char c = (char)va_arg(arg, int);
      put(&o, &c, 1);
    } else if (*fmt == 'd' || *fmt == 'i') {
      const long n = is_long ? va_arg(arg, long) : va_arg(arg, int);
      put_number(&o, n < 0 ? 0UL - (unsigned long)n : (unsigned long)n, n < 0, 10, zeros, width);
    } else if (*fmt == 'u' || *fmt == 'x') {
      const unsigned long n = is_long ? va_arg(arg, unsigned long) : va_arg(arg, unsigned);
      put_number(&o, n, 0, *fmt == 'u' ? 10 : 16, zeros, width);
    } else if (*fmt == 'p') {
      put_number(&o, (unsigned long)va_arg(arg, void*), 0, 16, 0, 0);
    } else if (*fmt) {
      put(&o, fmt, 1);
    }
    if (*fmt) ++fmt;
  }
  if (count) str[o.used < count ? o.used : count - 1] = '\0';
  return (int)o.used;
}

int strophe_snprintf(char* str, size_t count, const char* fmt, ...) {
  va_list arg;
  va_start(arg, fmt);
  const int length = strophe_vsnprintf(str, count, fmt, arg);
  va_end(arg);
  return length;
}
