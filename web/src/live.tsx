import "./view/style.css";
