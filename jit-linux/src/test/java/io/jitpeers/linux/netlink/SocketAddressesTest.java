package io.jitpeers.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.testkit.ReplyBuilder;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  @Test
  void writesAnIpv4AddressAsTheKernelHasIt() throws Exception {
    InetSocketAddress address = new InetSocketAddress("192.0.2.1", 51820);
    assertThat(HEX.formatHex(SocketAddresses.bytes(address)))
        .isEqualTo((LITTLE ? "0200" : "0002") + "ca6c" + "c0000201" + "0000000000000000");
    assertThat(roundTrip(address)).isEqualTo(address);
  }

  @Test
  void writesAnIpv6AddressAsTheKernelHasIt() throws Exception {
    InetSocketAddress address = new InetSocketAddress("2001:db8::1", 65535);
    assertThat(HEX.formatHex(SocketAddresses.bytes(address)))
        .isEqualTo(
            (LITTLE ? "0a00" : "000a")
                + "ffff00000000"
                + "20010db8000000000000000000000001"
                + "00000000");
    assertThat(roundTrip(address)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, Integer.MAX_VALUE})
  void keepsTheScopeOfALinkLocalAddress(int scope) throws Exception {
    byte[] linkLocal = HEX.parseHex("fe800000000000000000000000000003");
    InetAddress scoped = Inet6Address.getByAddress(null, linkLocal, scope);
    InetSocketAddress read = roundTrip(new InetSocketAddress(scoped, 1));
    assertThat(((Inet6Address) read.getAddress()).getScopeId()).isEqualTo(scope);
    assertThat(read.getAddress().getAddress()).isEqualTo(linkLocal);
  }

  @Test
  void hasNoScopeWhereTheKernelSaysNoneOrOneThatJavaCannotHave() throws Exception {
    byte[] bytes = SocketAddresses.bytes(new InetSocketAddress("fe80::3", 1));
    Inet6Address none = (Inet6Address) read(bytes).getAddress();
    assertThat(none.getHostAddress()).doesNotContain("%");
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(24, -5);
    Inet6Address huge = (Inet6Address) read(bytes).getAddress();
    assertThat(huge.getHostAddress()).doesNotContain("%");
  }

  @Test
  void keepsAnIpv4MappedAddressAnIpv6Address() throws Exception {
    byte[] mapped = HEX.parseHex("00000000000000000000ffffc0000201");
    InetAddress address = SocketAddresses.address(mapped, -1);
    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(SocketAddresses.family(address)).isEqualTo(SocketAddresses.AF_INET6);
    InetSocketAddress read = roundTrip(new InetSocketAddress(address, 5));
    assertThat(read.getAddress()).isInstanceOf(Inet6Address.class);
    assertThat(read.getAddress().getAddress()).isEqualTo(mapped);
  }

  @Test
  void tellsFamilies() throws Exception {
    InetAddress ipv4 = SocketAddresses.address(new byte[4], -1);
    assertThat(ipv4).isInstanceOf(Inet4Address.class);
    assertThat(SocketAddresses.family(ipv4)).isEqualTo(SocketAddresses.AF_INET);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 15, 17})
  void refusesAddressesOfOtherLengths(int length) {
    assertThatThrownBy(() -> SocketAddresses.address(new byte[length], -1))
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("an address of " + length + " bytes");
  }

  @ParameterizedTest
  @CsvSource({"2, 7", "2, 3", "2, 0", "10, 27", "10, 16", "0, 16", "1, 28", "65535, 28"})
  void refusesWhatIsNoSocketAddress(int family, int length) {
    byte[] bytes = new byte[length];
    if (length >= 2) {
      ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort(0, (short) family);
    }
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(NetlinkFormatException.class);
  }

  private static InetSocketAddress roundTrip(InetSocketAddress address) throws Exception {
    return read(SocketAddresses.bytes(address));
  }

  private static InetSocketAddress read(byte[] value) throws NetlinkFormatException {
    byte[] datagram = new ReplyBuilder().message(16, 0, 0, 0).put(4, value).toBytes();
    ByteBuffer buffer = ByteBuffer.allocateDirect(datagram.length);
    buffer.put(0, datagram);
    MessageReader message = new MessageReader(buffer);
    message.reset(datagram.length);
    AttributeReader attribute = new AttributeReader(buffer);
    assertThat(message.next()).isTrue();
    message.attributes(attribute, 0);
    assertThat(attribute.next()).isTrue();
    return SocketAddresses.read(attribute);
  }
}
