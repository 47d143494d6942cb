package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 0.0.0.0/0, 0, false",
    "10.0.0.0/8, 10.0.0.0/8, 8, false",
    "192.0.2.7, 192.0.2.7/32, 32, false",
    "192.0.2.7/32, 192.0.2.7/32, 32, false",
    "255.255.255.254/31, 255.255.255.254/31, 31, false",
    "128.0.0.0/1, 128.0.0.0/1, 1, false",
    "::/0, ::/0, 0, true",
    "2001:db8::/32, 2001:db8::/32, 32, true",
    "2001:DB8:0:0::1, 2001:db8::1/128, 128, true",
    "fe80::/64, fe80::/64, 64, true",
    "8000::/1, 8000::/1, 1, true",
    "2001:db8::8000:0:0:0/65, 2001:db8:0:0:8000::/65, 65, true",
    "::ffff:ffff:ffff:fffe/127, ::ffff:ffff:ffff:fffe/127, 127, true",
    "::1.2.3.4/128, ::102:304/128, 128, true",
  })
  void reads(String text, String canonical, int length, boolean ipv6) {
    IpPrefix prefix = IpPrefix.parse(text);
    assertThat(prefix).hasToString(canonical);
    assertThat(prefix.length()).isEqualTo(length);
    assertThat(prefix.isIpv6()).isEqualTo(ipv6);
    assertThat(prefix.isDefaultRoute()).isEqualTo(length == 0);
    assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix).hasSameHashCodeAs(prefix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/-5",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/033",
        "10.0.0.0/33",
        "10.0.0.0/1000",
        "10.0.0.0/99999999999999999999",
        "10.0.0.0/8/8",
        "10.0.0.0/8 ",
        " 10.0.0.0/8",
        "10.0.0.0 /8",
        "10.0.0.0/0x8",
        "10.0.0.0/٨",
        "1٠.0.0.0/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0/8",
        "10/8",
        "010.0.0.0/8",
        "256.0.0.0/8",
        "::/129",
        "2001:db8:::/32",
        "[2001:db8::]/32",
        "fe80::1%lo/128",
        "fe80::%1/64",
        "fe80::1%/128",
        "::ffff:192.0.2.7",
        "::ffff:192.0.2.7/128",
        "::ffff:0:0/96",
        "localhost",
        "localhost/8",
        "gateway.invalid/32",
      })
  void refuses(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.parse(text));
  }

  @Test
  void namesWhatItRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpPrefix.parse("10.0.0.0/033"))
        .withMessageContaining("\"10.0.0.0/033\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpPrefix.parse("10.0.0.0/33"))
        .withMessageContaining("0 to 32")
        .withMessageContaining("33");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, 10.0.0.0/8",
    "10.0.0.1/31, 10.0.0.0/31",
    "0.0.0.1/0, 0.0.0.0/0",
    "2001:db8::1/64, 2001:db8::/64",
    "2001:db8:0:0:1::/64, 2001:db8::/64",
    "::1/0, ::/0",
  })
  void refusesHostBitsAndSaysWhatThePrefixWouldBe(String text, String meant) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpPrefix.parse(text))
        .withMessageContaining("\"" + text + "\"")
        .withMessageContaining(meant);
  }

  @Test
  void neverAsksANameService() {
    // A name that resolves would be accepted; a name that is looked up would take seconds.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpPrefix.parse("localhost"))
        .withMessageContaining("literal");
  }

  @Test
  void keepsAnIpv4MappedPrefixIpv6() throws Exception {
    // The kernel accepts such allowed IPs, so a listing can contain them.
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = -1;
    mapped[12] = 10;
    IpPrefix prefix = IpPrefix.masked(Inet6Address.getByAddress(null, mapped, -1), 128);
    assertThat(prefix.isIpv6()).isTrue();
    assertThat(prefix.address()).isInstanceOf(Inet6Address.class);
    assertThat(prefix.address().getAddress()).isEqualTo(mapped);
    assertThat(prefix).hasToString("::ffff:a00:0/128");
    assertThat(prefix).isNotEqualTo(IpPrefix.parse("10.0.0.0/32"));
  }

  @Test
  void masksRefusesLengthsOutOfRange() throws Exception {
    InetAddress ipv4 = InetAddress.getByAddress(new byte[4]);
    InetAddress ipv6 = InetAddress.getByAddress(new byte[16]);
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.masked(ipv4, 33));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.masked(ipv4, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.masked(ipv6, 129));
    IpPrefix prefix = IpPrefix.parse("10.0.0.0/8");
    assertThatIllegalArgumentException().isThrownBy(() -> prefix.truncate(9));
    assertThatIllegalArgumentException().isThrownBy(() -> prefix.truncate(-1));
  }

  @Test
  void familiesNeverMeet() {
    IpPrefix ipv4 = IpPrefix.parse("0.0.0.0/0");
    IpPrefix ipv6 = IpPrefix.parse("::/0");
    assertThat(ipv4).isNotEqualTo(ipv6);
    assertThat(ipv4.contains(ipv6)).isFalse();
    assertThat(ipv6.contains(ipv4)).isFalse();
    assertThat(ipv4.overlaps(ipv6)).isFalse();
    assertThat(IpPrefix.parse("::/32")).isNotEqualTo(IpPrefix.parse("0.0.0.0/32"));
  }

  @Test
  void sortsBeforeWhatIsInside() {
    List<IpPrefix> sorted =
        Stream.of(
                "0.0.0.0/0",
                "10.0.0.0/8",
                "10.0.0.0/16",
                "10.0.0.0/32",
                "10.0.0.1/32",
                "10.1.0.0/16",
                "200.0.0.0/8",
                "::/0",
                "2001:db8::/32",
                "2001:db8::/64",
                "2001:db8::1/128",
                "f000::/4")
            .map(IpPrefix::parse)
            .toList();
    assertThat(sorted.stream().sorted(java.util.Comparator.reverseOrder()).sorted().toList())
        .isEqualTo(sorted);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void agreesWithArithmetic(int bytes) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(bytes);
    for (int i = 0; i < 20_000; i++) {
      byte[] first = new byte[bytes];
      byte[] second = new byte[bytes];
      random.nextBytes(first);
      random.nextBytes(second);
      System.arraycopy(first, 0, second, 0, random.nextInt(bytes + 1));
      Range a = new Range(first, random.nextInt(bytes * 8 + 1));
      Range b = new Range(second, random.nextInt(bytes * 8 + 1));
      IpPrefix prefixA = a.prefix();
      IpPrefix prefixB = b.prefix();

      assertThat(new BigInteger(1, prefixA.address().getAddress())).isEqualTo(a.first());
      assertThat(prefixA.contains(prefixB)).isEqualTo(a.holds(b));
      assertThat(prefixB.contains(prefixA)).isEqualTo(b.holds(a));
      assertThat(prefixA.overlaps(prefixB)).isEqualTo(a.meets(b));
      assertThat(prefixA.equals(prefixB)).isEqualTo(a.holds(b) && b.holds(a));
      int order = a.first().compareTo(b.first());
      assertThat(Integer.signum(prefixA.compareTo(prefixB)))
          .isEqualTo(Integer.signum(order != 0 ? order : Integer.compare(a.length, b.length)));
      int shorter = random.nextInt(a.length + 1);
      assertThat(prefixA.truncate(shorter)).isEqualTo(new Range(first, shorter).prefix());
      assertThat(IpPrefix.parse(prefixA.toString())).isEqualTo(prefixA);
    }
  }

  /** A prefix by its definition: all addresses with the same first bits. */
  private static final class Range {
    private final BigInteger address;
    private final int bits;
    private final int length;

    Range(byte[] bytes, int length) {
      this.address = new BigInteger(1, bytes);
      this.bits = bytes.length * 8;
      this.length = length;
    }

    BigInteger first() {
      return address.shiftRight(bits - length).shiftLeft(bits - length);
    }

    BigInteger last() {
      return first().add(BigInteger.ONE.shiftLeft(bits - length)).subtract(BigInteger.ONE);
    }

    boolean holds(Range other) {
      return first().compareTo(other.first()) <= 0 && last().compareTo(other.last()) >= 0;
    }

    boolean meets(Range other) {
      return first().compareTo(other.last()) <= 0 && other.first().compareTo(last()) <= 0;
    }

    IpPrefix prefix() {
      byte[] padded = address.toByteArray();
      byte[] bytes = new byte[bits / 8];
      int count = Math.min(padded.length, bytes.length);
      System.arraycopy(padded, padded.length - count, bytes, bytes.length - count, count);
      try {
        return IpPrefix.masked(
            InetAddress.getByAddress(Arrays.copyOf(bytes, bytes.length)), length);
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "255.1.2.3/32", "10.128.0.0/9", "::/0", "ffff::8000:1/128"})
  void isMadeOfBits(String text) {
    IpPrefix prefix = IpPrefix.parse(text);
    IpPrefix same =
        IpPrefix.ofBits(prefix.isIpv6(), prefix.highBits(), prefix.lowBits(), prefix.length());
    assertThat(same).isEqualTo(prefix);
    assertThat(isOfBitsOf(prefix, prefix)).isTrue();
  }

  private static boolean isOfBitsOf(IpPrefix prefix, IpPrefix bits) {
    return prefix.isOfBits(bits.isIpv6(), bits.highBits(), bits.lowBits(), bits.length());
  }

  @Test
  void recognizesItsBitsWithAnyHostBits() {
    IpPrefix wide = IpPrefix.parse("2001:db8::/65");
    assertThat(wide.isOfBits(true, wide.highBits(), Long.MAX_VALUE, 65)).isTrue();
    assertThat(wide.isOfBits(true, wide.highBits(), -1, 65)).isFalse();
    assertThat(wide.isOfBits(true, wide.highBits() + 1, 0, 65)).isFalse();
    assertThat(wide.isOfBits(true, wide.highBits(), 0, 64)).isFalse();
    IpPrefix narrow = IpPrefix.parse("10.0.0.0/8");
    assertThat(narrow.isOfBits(false, narrow.highBits() + 1, 0, 8)).isTrue();
    assertThat(narrow.isOfBits(true, narrow.highBits(), 0, 8)).isFalse();
    assertThat(isOfBitsOf(IpPrefix.parse("0.0.0.0/0"), IpPrefix.parse("::/0"))).isFalse();
  }

  @Test
  void bitsBeyondTheLengthAreCleared() {
    assertThat(IpPrefix.parse("192.0.2.1/32").highBits()).isEqualTo(0xC000_0201L << 32);
    assertThat(IpPrefix.parse("192.0.2.1/32").lowBits()).isZero();
    assertThat(IpPrefix.ofBits(false, -1, -1, 8)).isEqualTo(IpPrefix.parse("255.0.0.0/8"));
    assertThat(IpPrefix.ofBits(true, -1, -1, 65))
        .isEqualTo(IpPrefix.parse("ffff:ffff:ffff:ffff:8000::/65"));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.ofBits(false, 0, 0, 33));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.ofBits(true, 0, 0, 129));
  }
}
