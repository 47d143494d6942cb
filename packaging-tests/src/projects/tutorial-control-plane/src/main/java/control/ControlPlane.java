package control;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ControlPlane {
  public static void main(String[] arguments) {
    SpringApplication.run(ControlPlane.class, arguments);
  }
}
