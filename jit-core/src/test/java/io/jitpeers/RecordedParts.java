package io.jitpeers;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetProvider;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayMemoryProvider;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStoreProvider;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.OutboundSourceProvider;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parts of every kind, made from settings by the name {@code rec}, that record what is closed. */
public final class RecordedParts {
  /** Kind by kind, what was made and not closed since. */
  static final List<String> OPEN = new ArrayList<>();

  /** Kinds whose parts throw when they are closed. */
  static final List<String> FAIL_TO_CLOSE = new ArrayList<>();

  private static final Map<Class<?>, Class<?>> PROVIDERS =
      Map.of(
          FleetProvider.class, Shared.class,
          PacketSourceProvider.class, Packets.class,
          PeerConfigSourceProvider.class, Configs.class,
          PeerStoreProvider.class, Peers.class,
          OutboundSourceProvider.class, Outbound.class,
          ReplayMemoryProvider.class, Memory.class,
          ReplayStoreProvider.class, Marks.class,
          EvictionPolicyProvider.class, Policy.class);

  private RecordedParts() {}

  /** Opens a class loader that finds the providers. */
  static URLClassLoader loader(Path folder) throws IOException {
    OPEN.clear();
    FAIL_TO_CLOSE.clear();
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    for (Map.Entry<Class<?>, Class<?>> provider : PROVIDERS.entrySet()) {
      Files.writeString(
          services.resolve(provider.getKey().getName()), provider.getValue().getName());
    }
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, RecordedParts.class.getClassLoader());
  }

  private static <T> T part(Class<T> type, String kind) {
    OPEN.add(kind);
    InvocationHandler handler = (proxy, method, arguments) -> call(proxy, method, arguments, kind);
    Class<?>[] types = Set.of(type, AutoCloseable.class).toArray(Class<?>[]::new);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, handler));
  }

  private static Object call(Object proxy, Method method, Object[] arguments, String kind)
      throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        OPEN.remove(kind);
        if (FAIL_TO_CLOSE.contains(kind)) {
          throw new IllegalStateException(kind + " cannot be closed");
        }
        return null;
      }
      case "replayMarks" -> {
        return Proxy.newProxyInstance(
            SharedReplayMarks.class.getClassLoader(),
            new Class<?>[] {SharedReplayMarks.class},
            (marks, asked, by) -> null);
      }
      case "claim" -> throw new StoreException("somebody else's");
      case "name", "toString" -> {
        return "rec";
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      default -> {
        return method.isDefault()
            ? InvocationHandler.invokeDefault(proxy, method, arguments)
            : null;
      }
    }
  }

  abstract static class Rec<T> implements ComponentProvider<T> {
    private final Class<T> type;
    private final String kind;

    Rec(Class<T> type, String kind) {
      this.type = type;
      this.kind = kind;
    }

    @Override
    public String name() {
      return "rec";
    }

    @Override
    public T create(Settings settings) {
      if (settings.flag("fails").orElse(false)) {
        throw new IllegalStateException("no " + kind);
      }
      return part(type, kind);
    }
  }

  public static final class Packets extends Rec<PacketSource> implements PacketSourceProvider {
    public Packets() {
      super(PacketSource.class, "packet-source");
    }
  }

  public static final class Configs extends Rec<PeerConfigSource>
      implements PeerConfigSourceProvider {
    public Configs() {
      super(PeerConfigSource.class, "config-source");
    }
  }

  public static final class Peers extends Rec<PeerStore> implements PeerStoreProvider {
    public Peers() {
      super(PeerStore.class, "peer-store");
    }
  }

  public static final class Outbound extends Rec<OutboundSource> implements OutboundSourceProvider {
    public Outbound() {
      super(OutboundSource.class, "outbound-source");
    }
  }

  public static final class Memory extends Rec<ReplayMemory> implements ReplayMemoryProvider {
    public Memory() {
      super(ReplayMemory.class, "replay-memory");
    }
  }

  public static final class Marks extends Rec<ReplayStore> implements ReplayStoreProvider {
    public Marks() {
      super(ReplayStore.class, "replay-store");
    }
  }

  public static final class Shared extends Rec<Fleet> implements FleetProvider {
    public Shared() {
      super(Fleet.class, "fleet");
    }
  }

  public static final class Policy extends Rec<EvictionPolicy> implements EvictionPolicyProvider {
    public Policy() {
      super(EvictionPolicy.class, "eviction-policy");
    }
  }
}
