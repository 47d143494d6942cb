package io.jitpeers.netlink;

import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;

/**
 * Creates a {@link NetlinkPeerStore} from settings, under the name {@code netlink}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code interface}: the interface's name, such as {@code wg0}.
 *   <li>{@code interface-index}: the interface's index; set instead of {@code interface}.
 *   <li>{@code namespace}: the interface's network namespace, by name or path; this process's own
 *       if absent.
 *   <li>{@code listing-attempts}: the maximum number of netlink dumps for one listing of the peers;
 *       3 if absent. A dump is repeated if the device changed during the dump.
 * </ul>
 */
public final class NetlinkPeerStoreProvider implements PeerStoreProvider {

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public NetlinkPeerStoreProvider() {}

  @Override
  public String name() {
    return "netlink";
  }

  @Override
  public PeerStore create(Settings settings) {
    NetlinkPeerStore.Builder builder = NetlinkPeerStore.builder();
    boolean named =
        settings.parse("interface", "an interface name", builder::interfaceName).isPresent();
    boolean indexed =
        settings
            .parse(
                "interface-index",
                "an interface index",
                text -> builder.interfaceIndex(Integer.parseInt(text)))
            .isPresent();
    if (named == indexed) {
      throw new SettingsException(
          "set either "
              + settings.fullKey("interface")
              + " or "
              + settings.fullKey("interface-index")
              + (named ? ", not both" : ""));
    }
    settings.parse(
        "namespace",
        "a network namespace",
        text -> builder.networkNamespace(NetworkNamespace.checked(text)));
    settings.parse(
        "listing-attempts",
        "a whole number from 1 on",
        text -> builder.listingAttempts(Integer.parseInt(text)));
    return builder.build();
  }
}
