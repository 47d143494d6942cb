package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A machine, a control plane and settings that a test can get wrong, and what is found. */
@Timeout(60)
abstract class CheckedMachine {
  static final SecureRandom RANDOM = new SecureRandom();
  static final String UNREADABLE = "unreadable";

  final ManualTime time = new ManualTime();
  final FakeNetlinkKernel kernel = new FakeNetlinkKernel(time);
  final Map<String, String> settings = new HashMap<>();
  Supplier<PacketSource> source = ManualPacketSource::new;
  String capabilities = "CapEff:\t0000000000003000\n";
  HttpServer controlPlane;
  int status = 404;
  IOException interfaceFailure;
  IOException listenFailure;
  String rules = FirewallRulesTest.BYPASSING;
  String legacyTables = "";
  final List<String> commands = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    kernel.addDevice("wg0", PrivateKey.generate(RANDOM), 51820);
    controlPlane = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controlPlane.createContext(
        "/",
        exchange -> {
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    controlPlane.start();
    settings.put("gateway.interfaces", "wg0");
    settings.put("peer-config.permitted-allowed-ips", "10.0.0.0/8");
    settings.put(
        "config-source.http.base-url", "http://127.0.0.1:" + controlPlane.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    controlPlane.stop(0);
  }

  final class FixedMachine implements Machine {
    @Override
    public String read(String path) throws IOException {
      if (capabilities.isEmpty()) {
        throw new IOException("no such file");
      }
      return capabilities;
    }

    @Override
    public boolean isUp(String name) throws IOException {
      if (interfaceFailure != null) {
        throw interfaceFailure;
      }
      return true;
    }

    @Override
    public void listen(InetSocketAddress address) throws IOException {
      if (listenFailure != null) {
        throw listenFailure;
      }
    }

    @Override
    public String run(List<String> command) throws IOException {
      String line = String.join(" ", command);
      commands.add(line);
      String answer = line.contains("nft") ? rules : legacyTables;
      if (answer.equals(UNREADABLE)) {
        throw new IOException("\"" + line + "\" cannot be run");
      }
      return answer;
    }
  }

  <T extends AutoCloseable> ComponentProvider<T> provider(String name, Function<Settings, T> make) {
    return new ComponentProvider<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public T create(Settings partSettings) {
        return make.apply(partSettings);
      }
    };
  }

  PacketSource packetSource(Settings partSettings) {
    for (String known : List.of("interface", "ports", "forwarded-ports", "queue", "namespace")) {
      var unused = partSettings.text(known);
    }
    return source.get();
  }

  Findings run() {
    ComponentProvider<PeerStore> stores =
        provider("netlink", part -> NetlinkTestKit.store(kernel, part.requiredText("interface")));
    return new Checks(
            GatewaySettings.of(settings, Map.of()),
            stores,
            name -> provider(name, this::packetSource),
            new FixedMachine(),
            time)
        .run();
  }

  void assertOnly(String grade, String... words) {
    List<String> lines =
        run().all().stream().map(Object::toString).filter(line -> !line.startsWith("ok ")).toList();
    assertThat(lines).singleElement().asString().startsWith(grade).contains(words);
  }

  void queue(String number) {
    settings.put("packet-source", "nfqueue");
    settings.put("packet-source.nfqueue.queue", number);
  }
}
