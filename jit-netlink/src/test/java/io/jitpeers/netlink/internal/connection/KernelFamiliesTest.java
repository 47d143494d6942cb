package io.jitpeers.netlink.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;
import io.jitpeers.testing.RequiresLinux;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests to this machine's kernel that need neither WireGuard nor privileges. */
@RequiresLinux
class KernelFamiliesTest {
  private final NetlinkConnection connection =
      new NetlinkConnection(
          KernelNetlinkSockets.ofProcess(), NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC));

  @Test
  void findsAFamily() throws Exception {
    try (connection) {
      GenericNetlink nlctrl = new GenericNetlink(connection, "nlctrl", 1, "absent");
      assertThat(nlctrl.familyId("asking")).isEqualTo(Netlink.GENL_ID_CTRL);
    }
  }

  @Test
  void saysWhatTheAbsenceOfAFamilyMeans() {
    try (connection) {
      GenericNetlink family = new GenericNetlink(connection, "jitpeers-none", 1, "there is none");
      assertThatThrownBy(() -> family.familyId("asking"))
          .isInstanceOf(NetlinkException.class)
          .hasMessage(
              "asking: looking for the jitpeers-none family of generic netlink: ENOENT (no such"
                  + " thing); there is none");
    }
  }

  @Test
  void dumpsTheFamilies() throws Exception {
    Set<String> names = new HashSet<>();
    try (connection) {
      MessageWriter request = new MessageWriter(64);
      request
          .begin(Netlink.GENL_ID_CTRL, Netlink.NLM_F_DUMP)
          .genericHeader(Netlink.CTRL_CMD_GETFAMILY, 1)
          .end();
      AttributeReader attributes = new AttributeReader(connection.buffer());
      DumpEnd end =
          connection.dump(
              "listing families",
              request,
              message -> {
                message.attributes(attributes, Netlink.GENERIC_HEADER_LENGTH);
                while (attributes.next()) {
                  if (attributes.type() == Netlink.CTRL_ATTR_FAMILY_NAME) {
                    names.add(attributes.text());
                  }
                }
                return Next.CONTINUE;
              });
      assertThat(end).isEqualTo(DumpEnd.COMPLETE);
    }
    assertThat(names).contains("nlctrl");
  }
}
