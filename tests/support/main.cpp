// SPDX-License-Identifier: MIT
// main() of every GoogleTest binary: test data is found relative to the project's folder.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv) {
  // First of all: the parameters of value-parameterised tests are made while GoogleTest starts.
  if (chdir(CONFAB_ROOT) != 0) {
    std::perror(CONFAB_ROOT);
    return 1;
  }
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
