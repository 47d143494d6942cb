package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.ArrayDeque;
import java.util.Deque;

/** The gateway's namespace, and the sites around it. */
public final class World implements AutoCloseable {
  private final NetNamespace gateway = NetNamespace.create("gateway");
  private final Deque<Site> sites = new ArrayDeque<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /** Returns the namespace of the gateway and its control plane. */
  public NetNamespace gateway() {
    return gateway;
  }

  /** Creates another site. */
  public Site site(String label) {
    Site site = Site.create(gateway, label, sites.size() + 1);
    sites.push(site);
    return site;
  }

  /**
   * Registers an object that is closed before the namespaces are deleted, and before objects that
   * were registered earlier.
   */
  public <T extends AutoCloseable> T own(T something) {
    owned.push(something);
    return something;
  }

  @Override
  public void close() {
    owned.forEach(World::close);
    sites.forEach(Site::close);
    gateway.close();
  }

  private static void close(AutoCloseable something) {
    try {
      something.close();
    } catch (Exception e) {
      throw new AssertionError("Could not close " + something, e);
    }
  }
}
