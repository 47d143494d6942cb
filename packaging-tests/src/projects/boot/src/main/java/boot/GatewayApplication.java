package boot;

import gateway.ControlPlane;
import gateway.Knock;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.micrometer.JitMetrics;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A gateway in a Spring context, with the default settings of an embedded orchestrator. */
@SpringBootApplication
public class GatewayApplication {

  /** Runs the application. */
  public static void main(String[] args) {
    SpringApplication.run(GatewayApplication.class, args).close();
  }

  @Bean
  ControlPlane controlPlane() throws IOException {
    return new ControlPlane();
  }

  @Bean
  MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Bean
  DirectPacketSource packets() {
    return new DirectPacketSource();
  }

  // Spring calls start and, at the end, close.
  @Bean(initMethod = "start")
  JitOrchestrator gateway(DirectPacketSource packets, ControlPlane controlPlane) {
    return JitOrchestrator.builder()
        .packetSource(packets)
        .configSource(HttpPeerConfigSource.builder(URI.create(controlPlane.baseUrl())).build())
        .store(
            InMemoryPeerStore.builder().privateKey(PrivateKey.generate(new SecureRandom())).build())
        .build();
  }

  @Bean
  CommandLineRunner firstClient(
      JitOrchestrator gateway, DirectPacketSource packets, MeterRegistry meters) {
    return args -> {
      new JitMetrics(gateway).bindTo(meters);
      System.out.println("Spring Boot " + SpringBootVersion.getVersion());
      System.out.println("http: " + Knock.at(gateway, packets));
      System.out.println("resident: " + meters.get("jit.peers.resident").gauge().value());
    };
  }
}
