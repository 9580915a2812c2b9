// SPDX-License-Identifier: MIT
#include "xmpp/stream/scram.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::xmpp {
namespace {

using platform::Hash;

TEST(Digest, PublishedVectors) {
  EXPECT_EQ(hex_encode(digest(Hash::Sha1, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex_encode(digest(Hash::Sha256, "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // FIPS 180's longer examples: two blocks, and a million letters.
  const char* two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  const std::string many(1000000, 'a');
  EXPECT_EQ(hex_encode(digest(Hash::Sha1, two)), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(hex_encode(digest(Hash::Sha1, many)), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  EXPECT_EQ(hex_encode(digest(Hash::Sha256, two)),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex_encode(digest(Hash::Sha256, many)),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(hex_encode(digest(Hash::Sha512, "abc")).substr(0, 32),
            "ddaf35a193617abacc417349ae204131");
  // RFC 4231, cases 2 and 6 (a key longer than a block).
  EXPECT_EQ(hex_encode(hmac(Hash::Sha256, "Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const std::string key(131, '\xaa');
  const char* text = "Test Using Larger Than Block-Size Key - Hash Key First";
  EXPECT_EQ(hex_encode(hmac(Hash::Sha256, key, text)),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hex_encode(hmac(Hash::Sha512, key, text)).substr(0, 32),
            "80b24263c7c1a3ebb71493c1dd7be8b4");
  // RFC 6070.
  EXPECT_EQ(hex_encode(pbkdf2(Hash::Sha1, "password", "salt", 4096)),
            "4b007901b765489abead49d926f721d065a429c1");
  EXPECT_EQ(pbkdf2(Hash::Sha1, "password", "salt", 0), "");
}

struct Example {
  Hash hash;
  const char *nonce, *server_first, *client_final, *server_final;
};

// RFC 5802 section 5 and RFC 7677 section 3: user "user", password "pencil".
const Example kExamples[] = {
    {Hash::Sha1, "fyko+d2lbbFgONRv9qkxdawL",
     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
     "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    {Hash::Sha256, "rOprNGfwEbeRWgbNEkqO",
     "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
     "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
     "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}};

TEST(Scram, RfcExamples) {
  for (const Example& e : kExamples) {
    Scram s(e.hash, "user", e.nonce);
    EXPECT_EQ(s.client_first(), std::string("n,,n=user,r=") + e.nonce);
    const auto key = s.server_first(e.server_first);
    ASSERT_TRUE(key.ok());
    EXPECT_FALSE(s.verify(e.server_final));  // not before our own proof
    EXPECT_EQ(s.client_final(pbkdf2(e.hash, "pencil", key->salt, key->iterations)), e.client_final);
    EXPECT_TRUE(s.verify(e.server_final));
    EXPECT_FALSE(s.verify("v=AAAA"));
    EXPECT_FALSE(s.verify("e=other-error"));
    EXPECT_FALSE(s.verify(""));
    std::string forged = e.server_final;
    forged[4] = forged[4] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(s.verify(forged));
  }
}

TEST(Scram, EscapesTheName) {
  EXPECT_EQ(Scram(Hash::Sha1, "a=b,c", "n").client_first(), "n,,n=a=3Db=2Cc,r=n");
}

TEST(Scram, ChecksTheServersFirstMessage) {
  const auto error = [](const char* message) {
    const auto r = Scram(Hash::Sha1, "u", "mine").server_first(message);
    EXPECT_FALSE(r.ok()) << message;
    return r.ok() ? ScramError{} : r.error();
  };
  EXPECT_EQ(error("r=theirs,s=QSXCR+Q6sek8bf92,i=4096"), ScramError::Nonce);
  EXPECT_EQ(error("r=mine,s=QSXCR+Q6sek8bf92,i=4096"), ScramError::Nonce);  // nothing added
  EXPECT_EQ(error("r=mine2,s=QSXCR+Q6sek8bf92,i=4095"), ScramError::Iterations);
  EXPECT_EQ(error("r=mine2,s=QSXCR+Q6sek8bf92,i=1000001"), ScramError::Iterations);
  EXPECT_EQ(error("r=mine2,s=QSXCR+Q6sek8bf92,i=99999999999999999999"), ScramError::Iterations);
  EXPECT_EQ(error("r=mine2,s=QSXCR+Q6sek8bf92,i=-1"), ScramError::Iterations);
  EXPECT_EQ(error("m=ext,r=mine2,s=QSXCR+Q6sek8bf92,i=4096"), ScramError::Extension);
  for (const char* bad :
       {"", "r=mine2", "r=mine2,s=!!,i=4096", "r=mine2,s=,i=4096",
        "s=QSXCR+Q6sek8bf92,r=mine2,i=4096", "r=mine2,s=QSXCR+Q6sek8bf92,i=4096x"})
    EXPECT_EQ(error(bad), ScramError::Malformed) << bad;
}

}  // namespace
}  // namespace confab::xmpp
